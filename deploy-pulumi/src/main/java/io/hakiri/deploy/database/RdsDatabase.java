package io.hakiri.deploy.database;

import com.pulumi.aws.rds.Instance;
import com.pulumi.aws.rds.InstanceArgs;
import com.pulumi.aws.rds.ParameterGroup;
import com.pulumi.aws.rds.ParameterGroupArgs;
import com.pulumi.aws.rds.SubnetGroup;
import com.pulumi.aws.rds.SubnetGroupArgs;
import com.pulumi.aws.rds.inputs.ParameterGroupParameterArgs;
import com.pulumi.core.Output;
import com.pulumi.resources.CustomResourceOptions;
import io.hakiri.deploy.network.Group;
import io.hakiri.deploy.network.Network;
import io.hakiri.deploy.piece.Piece;
import io.hakiri.deploy.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PostgreSQL on RDS. */
public final class RdsDatabase extends Piece implements Database {
    private static final List<String> LOGS = List.of("postgresql", "upgrade");

    private final Instance instance;
    private final Group group;
    private final boolean standby;

    /**
     * Makes it.
     *
     * @param identifier its name among those of the account
     */
    public RdsDatabase(String name, String identifier, Network network, Output<String> key, Settings settings) {
        super("RdsDatabase", name);
        Settings.Database wanted = settings.database();
        standby = wanted.multiAz();
        group = new Group(name, network, "The catalog's database");
        SubnetGroup subnets = new SubnetGroup(
                name("subnets"),
                SubnetGroupArgs.builder().subnetIds(network.subnets()).build(),
                mine());
        ParameterGroup parameters = new ParameterGroup(
                name("parameters"),
                ParameterGroupArgs.builder()
                        .family("postgres" + major(wanted.version()))
                        .parameters(parameters(wanted.mostConnections()))
                        .build(),
                mine());
        DatabaseLog log = new DatabaseLog(name("log"), this, "instance/" + identifier, LOGS, key, settings);
        instance = new Instance(
                name,
                InstanceArgs.builder()
                        .identifier(identifier)
                        .engine("postgres")
                        .engineVersion(wanted.version())
                        .instanceClass(wanted.instanceClass())
                        .dbName(NAME)
                        .port(PORT)
                        .username(OWNER)
                        .manageMasterUserPassword(true)
                        .masterUserSecretKmsKeyId(key)
                        .iamDatabaseAuthenticationEnabled(true)
                        .allocatedStorage(wanted.storageGb())
                        .maxAllocatedStorage(wanted.mostStorageGb())
                        .storageType("gp3")
                        .storageEncrypted(true)
                        .kmsKeyId(key)
                        .multiAz(wanted.multiAz())
                        .dbSubnetGroupName(subnets.name())
                        .vpcSecurityGroupIds(group.id().applyValue(List::of))
                        .publiclyAccessible(false)
                        .parameterGroupName(parameters.name())
                        .backupRetentionPeriod(wanted.backupDays())
                        .copyTagsToSnapshot(true)
                        .deleteAutomatedBackups(!wanted.protect())
                        .deletionProtection(wanted.protect())
                        .skipFinalSnapshot(!wanted.protect())
                        // it is taken only where the line above says so
                        .finalSnapshotIdentifier(identifier + "-last")
                        .performanceInsightsEnabled(true)
                        .performanceInsightsKmsKeyId(key)
                        .enabledCloudwatchLogsExports(LOGS)
                        .autoMinorVersionUpgrade(true)
                        .applyImmediately(!settings.isProduction())
                        .build(),
                // what a minor upgrade or a growing disk changed is not to be changed back
                CustomResourceOptions.builder()
                        .parent(this)
                        .dependsOn(log)
                        .protect(settings.isProduction())
                        .ignoreChanges("engineVersion", "allocatedStorage")
                        .build());
        done();
    }

    static String major(String version) {
        int point = version.indexOf('.');
        return point < 0 ? version : version.substring(0, point);
    }

    static List<ParameterGroupParameterArgs> parameters(@Nullable Integer mostConnections) {
        List<ParameterGroupParameterArgs> parameters = new ArrayList<>();
        parameters.add(parameter("rds.force_ssl", "1", "immediate"));
        // what was acknowledged is on disk: Hakiri refuses a server that does otherwise
        parameters.add(parameter("synchronous_commit", "on", "immediate"));
        if (mostConnections != null) {
            parameters.add(parameter("max_connections", mostConnections.toString(), "pending-reboot"));
        }
        return parameters;
    }

    private static ParameterGroupParameterArgs parameter(String name, String value, String applied) {
        return ParameterGroupParameterArgs.builder()
                .name(name)
                .value(value)
                .applyMethod(applied)
                .build();
    }

    @Override
    public Output<String> host() {
        return instance.address();
    }

    @Override
    public @Nullable Output<String> reader() {
        return null;
    }

    @Override
    public Output<String> arn() {
        return instance.arn();
    }

    @Override
    public Output<String> resourceId() {
        return instance.resourceId();
    }

    @Override
    public Output<String> identifier() {
        return instance.identifier();
    }

    @Override
    public Output<String> ownerSecret() {
        return instance.masterUserSecrets()
                .applyValue(secrets -> secrets.getFirst().secretArn().orElseThrow());
    }

    @Override
    public Group group() {
        return group;
    }

    @Override
    public int hosts() {
        return standby ? 2 : 1;
    }
}
