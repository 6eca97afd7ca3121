package io.hakiri.deploy.database;

import com.pulumi.aws.rds.Cluster;
import com.pulumi.aws.rds.ClusterArgs;
import com.pulumi.aws.rds.ClusterInstance;
import com.pulumi.aws.rds.ClusterInstanceArgs;
import com.pulumi.aws.rds.ClusterParameterGroup;
import com.pulumi.aws.rds.ClusterParameterGroupArgs;
import com.pulumi.aws.rds.SubnetGroup;
import com.pulumi.aws.rds.SubnetGroupArgs;
import com.pulumi.aws.rds.enums.EngineMode;
import com.pulumi.aws.rds.enums.EngineType;
import com.pulumi.aws.rds.inputs.ClusterParameterGroupParameterArgs;
import com.pulumi.aws.rds.inputs.ClusterServerlessv2ScalingConfigurationArgs;
import com.pulumi.core.Output;
import com.pulumi.resources.CustomResourceOptions;
import io.hakiri.deploy.network.Group;
import io.hakiri.deploy.network.Network;
import io.hakiri.deploy.piece.Piece;
import io.hakiri.deploy.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PostgreSQL in Aurora Serverless: one storage for a writer and its reader, which may become the writer. */
public final class AuroraDatabase extends Piece implements Database {
    private static final String ENGINE = "aurora-postgresql";
    private static final String CLASS = "db.serverless";
    private static final List<String> LOGS = List.of("postgresql");

    private final Cluster cluster;
    private final Group group;
    private final boolean reader;

    /**
     * Makes it.
     *
     * @param identifier its name among those of the account
     */
    public AuroraDatabase(String name, String identifier, Network network, Output<String> key, Settings settings) {
        super("AuroraDatabase", name);
        Settings.Database wanted = settings.database();
        reader = wanted.multiAz();
        group = new Group(name, network, "The catalog's database");
        SubnetGroup subnets = new SubnetGroup(
                name("subnets"),
                SubnetGroupArgs.builder().subnetIds(network.subnets()).build(),
                mine());
        ClusterParameterGroup parameters = new ClusterParameterGroup(
                name("parameters"),
                ClusterParameterGroupArgs.builder()
                        .family(ENGINE + RdsDatabase.major(wanted.version()))
                        .parameters(parameters(wanted.mostConnections()))
                        .build(),
                mine());
        ClusterServerlessv2ScalingConfigurationArgs.Builder scaling =
                ClusterServerlessv2ScalingConfigurationArgs.builder()
                        .minCapacity(wanted.leastAcu())
                        .maxCapacity(wanted.mostAcu());
        if (wanted.leastAcu() == 0) {
            scaling.secondsUntilAutoPause((int) Settings.Database.SLEEPS_AFTER.toSeconds());
        }
        DatabaseLog log = new DatabaseLog(name("log"), this, "cluster/" + identifier, LOGS, key, settings);
        cluster = new Cluster(
                name,
                ClusterArgs.builder()
                        .clusterIdentifier(identifier)
                        .engine(EngineType.AuroraPostgresql)
                        .engineMode(EngineMode.Provisioned)
                        .engineVersion(wanted.version())
                        .serverlessv2ScalingConfiguration(scaling.build())
                        .databaseName(NAME)
                        .port(PORT)
                        .masterUsername(OWNER)
                        .manageMasterUserPassword(true)
                        .masterUserSecretKmsKeyId(key)
                        .iamDatabaseAuthenticationEnabled(true)
                        .storageEncrypted(true)
                        .kmsKeyId(key)
                        .dbSubnetGroupName(subnets.name())
                        .vpcSecurityGroupIds(group.id().applyValue(List::of))
                        .dbClusterParameterGroupName(parameters.name())
                        .backupRetentionPeriod(wanted.backupDays())
                        .copyTagsToSnapshot(true)
                        .deletionProtection(wanted.protect())
                        .skipFinalSnapshot(!wanted.protect())
                        // it is taken only where the line above says so
                        .finalSnapshotIdentifier(identifier + "-last")
                        .enabledCloudwatchLogsExports(LOGS)
                        .applyImmediately(!settings.isProduction())
                        .build(),
                CustomResourceOptions.builder()
                        .parent(this)
                        .dependsOn(log)
                        .protect(settings.isProduction())
                        .ignoreChanges("engineVersion")
                        .build());
        for (String part : reader ? List.of("writer", "reader") : List.of("writer")) {
            instance(part, identifier, key, settings);
        }
        done();
    }

    private void instance(String part, String identifier, Output<String> key, Settings settings) {
        new ClusterInstance(
                name(part),
                ClusterInstanceArgs.builder()
                        .identifier(identifier + "-" + part)
                        .clusterIdentifier(cluster.clusterIdentifier())
                        .engine(ENGINE)
                        .instanceClass(CLASS)
                        .publiclyAccessible(false)
                        // a reader that is first in line is as large as the writer, and so can be it at once
                        .promotionTier(1)
                        .performanceInsightsEnabled(true)
                        .performanceInsightsKmsKeyId(key)
                        .autoMinorVersionUpgrade(true)
                        .applyImmediately(!settings.isProduction())
                        .build(),
                mine());
    }

    private static List<ClusterParameterGroupParameterArgs> parameters(@Nullable Integer mostConnections) {
        List<ClusterParameterGroupParameterArgs> parameters = new ArrayList<>();
        parameters.add(parameter("rds.force_ssl", "1", "immediate"));
        if (mostConnections != null) {
            parameters.add(parameter("max_connections", mostConnections.toString(), "pending-reboot"));
        }
        return parameters;
    }

    private static ClusterParameterGroupParameterArgs parameter(String name, String value, String applied) {
        return ClusterParameterGroupParameterArgs.builder()
                .name(name)
                .value(value)
                .applyMethod(applied)
                .build();
    }

    @Override
    public Output<String> host() {
        return cluster.endpoint();
    }

    @Override
    public @Nullable Output<String> reader() {
        return reader ? cluster.readerEndpoint() : null;
    }

    @Override
    public Output<String> arn() {
        return cluster.arn();
    }

    @Override
    public Output<String> resourceId() {
        return cluster.clusterResourceId();
    }

    @Override
    public Output<String> identifier() {
        return cluster.clusterIdentifier();
    }

    @Override
    public Output<String> ownerSecret() {
        return cluster.masterUserSecrets()
                .applyValue(secrets -> secrets.getFirst().secretArn().orElseThrow());
    }

    @Override
    public Group group() {
        return group;
    }

    @Override
    public int hosts() {
        return reader ? 2 : 1;
    }
}
