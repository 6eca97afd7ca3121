package io.hakiri.deploy.watch;

import com.pulumi.core.Output;
import io.hakiri.deploy.settings.Connections;
import io.hakiri.deploy.settings.Settings;
import io.hakiri.deployment.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is worth an alarm, of each thing that a stack may have. */
public final class Alarms {
    private static final String LAMBDA = "AWS/Lambda";
    private static final String RDS = "AWS/RDS";
    private static final String DYNAMODB = "AWS/DynamoDB";
    private static final String ECS = "AWS/ECS";
    private static final String BALANCER = "AWS/ApplicationELB";
    private static final double BUSY_PERCENT = 90;
    private static final double MOSTLY = 0.8;
    private static final double GIB = 1 << 30;
    private static final int TOO_MANY_FENCED = 10;

    private final Settings settings;
    private final List<Alarm> alarms = new ArrayList<>();

    /** None yet. */
    public Alarms(Settings settings) {
        this.settings = settings;
    }

    /** Of what the application counts itself. */
    public Alarms ofHakiri(String service) {
        alarms.add(
                Alarm.above(
                        "lag",
                        Figure.ofHakiri("Longest overdue pipeline (s)", Figures.LAG_SECONDS, "Maximum", service),
                        5,
                        (double) settings.watch().lag().toSeconds(),
                        "Pipelines are due and do not run: look at what runs, at errors of the runtime, and whether there is room for more"));
        alarms.add(
                new Alarm(
                        "fenced-writes",
                        Figure.ofHakiri("Fenced writes", Figures.FENCED_WRITES, "Sum", service),
                        300,
                        1,
                        true,
                        TOO_MANY_FENCED,
                        "Workers went on after they had lost their lease; nothing was written twice. Many of them: clocks that jump, or a machine that stands still"));
        alarms.add(Alarm.any(
                "runs-failed",
                Figure.ofHakiri("Runs failed", Figures.RUNS_FAILED, "Sum", service),
                "Runs failed: `hakiri runs` says which and why"));
        alarms.add(Alarm.any(
                "runs-abandoned",
                Figure.ofHakiri("Runs abandoned", Figures.RUNS_ABANDONED, "Sum", service),
                "Workers were lost in the middle of a run: out of memory, killed, or cut off from the catalog"));
        alarms.add(new Alarm(
                "catalog-faults",
                Figure.ofHakiri("Calls that the catalog did not answer", Figures.CATALOG_FAULTS, "Sum", service),
                60,
                5,
                true,
                0,
                "The catalog did not answer for five minutes"));
        return this;
    }

    /** Of a function. */
    public Alarms ofFunction(Output<String> function, Output<String> missed) {
        Map<String, Output<String>> itself = Map.of("FunctionName", function);
        alarms.add(Alarm.any(
                "function-errors",
                new Figure("Failed invocations", LAMBDA, "Errors", "Sum", itself),
                "Invocations failed: the function's log says why"));
        alarms.add(Alarm.above(
                "function-throttles",
                new Figure("Throttled invocations", LAMBDA, "Throttles", "Sum", itself),
                5,
                0,
                "More invocations than hakiri:concurrency allows, for five minutes"));
        alarms.add(ofQueue(
                "function-missed",
                "Invocations that were given up",
                missed,
                "Invocations were given up; what was due is due again. The queue has their events"));
        return this;
    }

    /** Of what did not get into the archive. */
    public Alarms ofArchive(Output<String> missed) {
        alarms.add(ofQueue(
                "archive-missed",
                "Runs that were not archived",
                missed,
                "Expired runs did not get into the archive: the queue says which"));
        return this;
    }

    private static Alarm ofQueue(String name, String what, Output<String> queue, String meaning) {
        return Alarm.any(
                name,
                Figure.of(what, "AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", "QueueName", queue),
                meaning);
    }

    /** Of a table. */
    public Alarms ofTable(String table) {
        for (String metric : List.of("ReadThrottleEvents", "WriteThrottleEvents")) {
            String kind = metric.startsWith("Read") ? "reads" : "writes";
            alarms.add(Alarm.above(
                    "table-throttled-" + kind,
                    Figure.of(
                            "Throttled " + kind + " of the table",
                            DYNAMODB,
                            metric,
                            "Sum",
                            "TableName",
                            Output.of(table)),
                    5,
                    0,
                    "DynamoDB throttled " + kind + " for five minutes: calls wait and are tried again"));
        }
        return this;
    }

    /** Of an instance of RDS. */
    public Alarms ofInstance(Output<String> identifier) {
        alarms.add(
                Alarm.below(
                        "database-storage",
                        Figure.of(
                                "Free storage of the database",
                                RDS,
                                "FreeStorageSpace",
                                "Minimum",
                                "DBInstanceIdentifier",
                                identifier),
                        5,
                        settings.database().storageGb() * GIB / 10,
                        "Less than a tenth of the database's storage is free, and it grows no further than hakiri:mostStorageGb"));
        return ofDatabase("DBInstanceIdentifier", identifier);
    }

    /** Of a cluster of Aurora. */
    public Alarms ofCluster(Output<String> identifier) {
        alarms.add(Alarm.above(
                "database-capacity",
                Figure.of(
                        "Used capacity of Aurora (%)",
                        RDS, "ACUUtilization", "Average", "DBClusterIdentifier", identifier),
                15,
                BUSY_PERCENT,
                "Aurora is at hakiri:mostAcu"));
        return ofDatabase("DBClusterIdentifier", identifier);
    }

    private Alarms ofDatabase(String dimension, Output<String> identifier) {
        alarms.add(Alarm.above(
                "database-processor",
                Figure.of("Processor of the database (%)", RDS, "CPUUtilization", "Average", dimension, identifier),
                15,
                BUSY_PERCENT,
                "The database is busy: look at its slowest statements in Performance Insights"));
        alarms.add(Alarm.above(
                "database-connections",
                Figure.of("Connections of the database", RDS, "DatabaseConnections", "Maximum", dimension, identifier),
                5,
                Math.floor(Connections.most(settings).orElseThrow() * MOSTLY),
                "Four of five connections of the database are in use: who else connects?"));
        return this;
    }

    /** Of the service. */
    public Alarms ofService(String cluster, Output<String> service) {
        alarms.add(Alarm.above(
                "service-memory",
                new Figure(
                        "Memory of the tasks (%)",
                        ECS,
                        "MemoryUtilization",
                        "Maximum",
                        Map.of("ClusterName", Output.of(cluster), "ServiceName", service)),
                15,
                BUSY_PERCENT,
                "Tasks are short of memory: more hakiri:memory, or fewer hakiri:runs"));
        return this;
    }

    /** Of the load balancer. */
    public Alarms ofBalancer(Output<String> balancer) {
        alarms.add(new Alarm(
                "api-errors",
                Figure.of(
                        "Answers of 500 and more",
                        BALANCER,
                        "HTTPCode_Target_5XX_Count",
                        "Sum",
                        "LoadBalancer",
                        balancer),
                60,
                5,
                true,
                0,
                "The API answered with errors for five minutes"));
        return this;
    }

    /** All of them. */
    public List<Alarm> all() {
        return List.copyOf(alarms);
    }
}
