package io.hakiri.deploy.container;

import com.pulumi.aws.cloudwatch.LogGroup;
import com.pulumi.aws.cloudwatch.LogGroupArgs;
import com.pulumi.aws.ecs.ClusterArgs;
import com.pulumi.aws.ecs.inputs.ClusterSettingArgs;
import com.pulumi.core.Output;
import io.hakiri.deploy.piece.Piece;

/** The ECS cluster of the stack, and the log of all that runs in it. */
public final class Cluster extends Piece {
    private final com.pulumi.aws.ecs.Cluster cluster;
    private final LogGroup log;
    private final String clusterName;

    /** @param clusterName among those of the account */
    public Cluster(String name, String clusterName, Output<String> key, int logDays) {
        super("Cluster", name);
        this.clusterName = clusterName;
        cluster = new com.pulumi.aws.ecs.Cluster(
                name,
                ClusterArgs.builder()
                        .name(clusterName)
                        .settings(ClusterSettingArgs.builder()
                                .name("containerInsights")
                                .value("enabled")
                                .build())
                        .build(),
                mine());
        log = new LogGroup(
                name("log"),
                LogGroupArgs.builder()
                        .name("/hakiri/" + clusterName)
                        .retentionInDays(logDays)
                        .kmsKeyId(key)
                        .build(),
                mine());
        done();
    }

    /** Its name. */
    public String clusterName() {
        return clusterName;
    }

    /** Its ARN. */
    public Output<String> arn() {
        return cluster.arn();
    }

    /** The log group's name. */
    Output<String> logName() {
        return log.name();
    }

    /** The log group's ARN. */
    Output<String> logArn() {
        return log.arn();
    }
}
