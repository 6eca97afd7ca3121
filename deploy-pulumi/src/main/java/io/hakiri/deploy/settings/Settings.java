package io.hakiri.deploy.settings;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a stack is to be. {@link SettingsReader} reads it, with the defaults of its environment; {@link Rules} says what of it cannot work.
 *
 * @param name stands before the names of what it makes: 2 to 20 of {@code a-z 0-9 -}
 * @param account of AWS that it is made in; {@code null} where AWS is to be asked whose credentials are at hand
 * @param region of AWS
 * @param variables more for the environment of the runtime
 * @param secretVariables likewise, each with the ARN of the secret that its value is in; of containers only
 */
public record Settings(
        Topology topology,
        Environment environment,
        String name,
        @Nullable String account,
        String region,
        Net network,
        Data data,
        Database database,
        Service service,
        Function function,
        Watch watch,
        Map<String, String> variables,
        Map<String, String> secretVariables) {
    public Settings {
        secretVariables = Map.copyOf(secretVariables);
        variables = Map.copyOf(variables);
    }

    /** Which ways lead out of the network. */
    public enum Egress {
        /** None: AWS' own services by private endpoints, and nothing else. */
        NONE,
        /** Any address, through NAT gateways. */
        NAT,
        /** What a proxy lets through that is there already. */
        PROXY
    }

    /** How the runtime reaches the database. */
    public enum Link {
        /** Both are in one network. */
        NONE,
        /** The database is in a network of its own, behind a resource endpoint of PrivateLink, which follows a failover. */
        RESOURCE,
        /** Likewise, behind a network load balancer and an endpoint service: where there are no resource endpoints. */
        BALANCER
    }

    /**
     * The network.
     *
     * @param cidr its addresses, a /16 to a /20
     * @param zones two or more
     * @param proxy {@code http://HOST:PORT}, with {@link Egress#PROXY}
     * @param proxyCidr addresses that the proxy may have
     * @param privateServices services of AWS with a private endpoint, besides those that the topology needs: {@code ssm}, {@code sts}
     * @param link how the database is reached
     * @param databaseCidr addresses of the database's own network, where it has one
     * @param linkAccounts other accounts that may make a resource endpoint to the database
     */
    public record Net(
            String cidr,
            List<String> zones,
            Egress egress,
            @Nullable String proxy,
            String proxyCidr,
            List<String> privateServices,
            Link link,
            String databaseCidr,
            List<String> linkAccounts) {
        public Net {
            privateServices = List.copyOf(privateServices);
            zones = List.copyOf(zones);
            linkAccounts = List.copyOf(linkAccounts);
        }
    }

    /** How expired runs of a table are kept. */
    public enum Archive {
        NONE,
        PARQUET,
        ICEBERG
    }

    /**
     * Buckets, secrets, and the table.
     *
     * @param readBuckets names of other buckets that pipelines read
     * @param writeBuckets names of other buckets that pipelines write
     * @param secrets what begins so in Secrets Manager may be read by pipelines
     * @param keepRuns how long finished runs stay in the table; {@code null} for ever
     * @param pointInTimeRecovery of the table
     * @param archiveDays how long the archive is kept; 0 for ever
     * @param archiveLockDays how long nobody may change the archive; 0 for no lock
     */
    public record Data(
            List<String> readBuckets,
            List<String> writeBuckets,
            String secrets,
            @Nullable Duration keepRuns,
            boolean pointInTimeRecovery,
            Archive archive,
            int archiveDays,
            int archiveLockDays) {
        public Data {
            readBuckets = List.copyOf(readBuckets);
            writeBuckets = List.copyOf(writeBuckets);
        }
    }

    /**
     * PostgreSQL.
     *
     * @param version major, or major and minor
     * @param instanceClass of RDS
     * @param storageGb to begin with
     * @param mostStorageGb to which it grows by itself
     * @param multiAz whether there is a standby in another zone; of Aurora, a reader
     * @param backupDays to which second of how many days back it can be restored
     * @param protect whether it can only be deleted after somebody has switched this off, and not without a last snapshot
     * @param leastAcu of Aurora; 0 lets it sleep
     * @param mostAcu of Aurora
     * @param proxy whether RDS Proxy stands before it
     * @param borrowPercent how much of the connections the proxy may have
     * @param mostConnections {@code max_connections}; {@code null} for what the instance's memory gives
     * @param reserve connections that are left for people and the migration
     * @param open whether it can be reached from the internet: it never may
     */
    public record Database(
            String version,
            String instanceClass,
            int storageGb,
            int mostStorageGb,
            boolean multiAz,
            int backupDays,
            boolean protect,
            double leastAcu,
            double mostAcu,
            boolean proxy,
            int borrowPercent,
            @Nullable Integer mostConnections,
            int reserve,
            boolean open) {
        /** So long without a connection, and Aurora sleeps where it may. */
        public static final Duration SLEEPS_AFTER = Duration.ofMinutes(5);
    }

    /** Processors. */
    public enum Architecture {
        ARM64,
        X86_64
    }

    /**
     * The service on Fargate.
     *
     * @param image of its container, with a tag or a digest
     * @param cpu in units of 1/1024 of a processor
     * @param memory in MiB
     * @param tasks at least
     * @param mostTasks at most
     * @param runs pipelines at once in each
     * @param poolSize connections of each to the catalog
     * @param reconcileEvery how often it looks for what is due
     * @param executor where pipelines run: {@code in-process}, {@code ecs} for a task of this stack each, or an address as {@code lambda:ARN},
     *     {@code stepfunctions:ARN} or {@code sqs:URL}
     * @param mostWorkers tasks that {@code ecs} may have at once, as far as connections are counted
     * @param certificate ARN, of ACM, for the internal load balancer; {@code null} for no load balancer
     */
    public record Service(
            String image,
            Architecture architecture,
            int cpu,
            int memory,
            int tasks,
            int mostTasks,
            int runs,
            int poolSize,
            Duration reconcileEvery,
            String executor,
            int mostWorkers,
            @Nullable String certificate) {}

    /**
     * The function.
     *
     * @param zip the packaged native function
     * @param image its container image, where it is not native; {@code null} where it is
     * @param memory in MB
     * @param timeout of an invocation
     * @param concurrency how many invocations there may be at once
     * @param provisioned how many processes are kept ready
     * @param poolSize connections of each process to the catalog
     * @param tickEvery how often the scheduler wakes it
     * @param shortestSchedule of the pipelines that will be declared
     * @param isPrivate whether it is in the network although its catalog is not
     * @param url whether it has a URL, for callers that sign their requests
     * @param grants what those may do: {@code ARN=PROJECT:ROLE}, joined by blanks
     */
    public record Function(
            String zip,
            @Nullable String image,
            Architecture architecture,
            int memory,
            Duration timeout,
            int concurrency,
            int provisioned,
            int poolSize,
            Duration tickEvery,
            Duration shortestSchedule,
            boolean isPrivate,
            boolean url,
            @Nullable String grants) {}

    /**
     * What is looked at.
     *
     * @param email whom alarms are sent to; {@code null} for nobody
     * @param lag how late a pipeline may be
     * @param logDays how long logs are kept
     */
    public record Watch(@Nullable String email, Duration lag, int logDays) {}

    /** Whether anything of this stack is in a network of its own. */
    public boolean hasNetwork() {
        return topology != Topology.LAMBDA_DYNAMODB || function.isPrivate();
    }

    /** Whether a loss would hurt. */
    public boolean isProduction() {
        return environment == Environment.PROD;
    }

    /** {@code aws}, or that of China or of the government. */
    public String partition() {
        if (region.startsWith("cn-")) {
            return "aws-cn";
        }
        return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }
}
