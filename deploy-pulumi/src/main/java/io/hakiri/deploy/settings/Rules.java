package io.hakiri.deploy.settings;

import static io.hakiri.deployment.Variables.CATALOG;

import io.hakiri.deploy.settings.Settings.Archive;
import io.hakiri.deploy.settings.Settings.Egress;
import io.hakiri.deploy.settings.Settings.Link;
import io.hakiri.deployment.Variables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** What can be said, and cannot work or would lose data: each refusal names the setting, the reason, and what to do. */
final class Rules {
    /** So long it takes to wake up, give or take. */
    static final Duration WAKES_WITHIN = Duration.ofSeconds(30);

    private static final int LEAST_BACKUP_DAYS = 7;

    /** Processor and memory go together on Fargate: for each, memory from, to, and in steps of, in MiB. */
    private static final Map<Integer, int[]> FARGATE = Map.of(
            256, new int[] {512, 2048, 512},
            512, new int[] {1024, 4096, 1024},
            1024, new int[] {2048, 8192, 1024},
            2048, new int[] {4096, 16_384, 1024},
            4096, new int[] {8192, 30_720, 1024},
            8192, new int[] {16_384, 61_440, 4096},
            16_384, new int[] {32_768, 122_880, 8192});

    /** What the program gives to the runtime itself. */
    private static final Set<String> OURS = Set.of(
            Variables.CATALOG,
            Variables.EXECUTOR,
            Variables.HOST,
            Variables.PORT,
            Variables.FIGURES,
            Variables.RUNS,
            Variables.RECONCILE_EVERY,
            Variables.IAM_GRANTS,
            Variables.LOG);

    private static final Set<String> SECRET =
            Set.of(Variables.METRICS_TOKEN, Variables.OPENLINEAGE_TOKEN, Variables.OIDC_CLIENT_SECRET);

    private final Settings settings;
    private final List<String> refused = new ArrayList<>();

    private Rules(Settings settings) {
        this.settings = settings;
    }

    /** All that is refused; none where the settings can be built. */
    static List<String> refusals(Settings settings) {
        Rules rules = new Rules(settings);
        rules.variables();
        rules.secretVariables();
        rules.protection();
        rules.network();
        if (settings.topology().hasDatabase()) {
            rules.database();
            rules.connections();
        } else {
            rules.table();
        }
        if (settings.topology() == Topology.FARGATE_AURORA) {
            rules.sleep();
        }
        if (settings.topology().isContainer()) {
            rules.service();
        } else {
            rules.function();
        }
        return rules.refused;
    }

    private void variables() {
        settings.variables().forEach((name, value) -> {
            if (name.equals(CATALOG) && value.startsWith("sqlite:")) {
                refuse(
                        "variables",
                        CATALOG
                                + " names a catalog in SQLite. What a task or a function keeps on a disk of its own is gone"
                                + " with it, and on EFS, or any filesystem that machines share, SQLite's locks do not hold: two writers at"
                                + " once would lose commits. Take a topology; SQLite is for one machine");
            } else if (OURS.contains(name)) {
                refuse("variables", name + " is what the topology says; leave it out");
            } else if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,255}")) {
                refuse("variables", name + " is no name of a variable");
            } else if (SECRET.contains(name)) {
                refuse(
                        "variables",
                        name
                                + " is a secret, and an environment is not a place for one: put it into Secrets Manager and"
                                + " name that in hakiri:secretVariables");
            }
        });
    }

    private void secretVariables() {
        settings.secretVariables().forEach((name, arn) -> {
            if (!settings.topology().isContainer()) {
                refuse(
                        "secretVariables",
                        name + ": Lambda gives functions no secrets; "
                                + settings.topology().word() + " takes none");
            } else if (OURS.contains(name)) {
                refuse("secretVariables", name + " is what the topology says; leave it out");
            } else if (!arn.matches("arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:\\S+")) {
                refuse("secretVariables", name + ": expected the ARN of a secret in Secrets Manager, given " + arn);
            }
        });
    }

    private void protection() {
        if (settings.isProduction() && !settings.database().protect()) {
            refuse(
                    "protect",
                    "what production keeps can be deleted only after somebody has thought about it twice: leave it true");
        }
    }

    private void network() {
        Settings.Net net = settings.network();
        if (net.link() != Link.NONE && !settings.topology().hasDatabase()) {
            refuse("databaseLink", "the topology " + settings.topology().word() + " has no database");
        }
        if (net.link() == Link.RESOURCE && settings.database().proxy()) {
            refuse("databaseLink", "RDS Proxy has no resource endpoint: take balancer, or no proxy");
        }
        if (net.link() != Link.NONE && net.cidr().equals(net.databaseCidr())) {
            refuse(
                    "databaseNetworkCidr",
                    "the database's own network has the addresses of the runtime's: " + net.cidr());
        }
        if (!net.linkAccounts().isEmpty() && net.link() != Link.RESOURCE) {
            refuse(
                    "linkAccounts",
                    "other accounts reach the database by a resource endpoint: hakiri:databaseLink resource");
        }
        if (net.egress() != Egress.NONE && !settings.hasNetwork()) {
            refuse(
                    "egress",
                    "the function is in no network of yours, and so has Lambda's own way out; for one of yours:"
                            + " hakiri:functionInNetwork true");
        }
        if (net.egress() == Egress.PROXY && !settings.topology().isContainer()) {
            refuse("egress", "a function does not go by a proxy; take nat, or none");
        }
    }

    private void database() {
        Settings.Database database = settings.database();
        if (database.open()) {
            refuse(
                    "databasePublic",
                    "a database that the internet reaches is never built. From outside, reach it by a task or a session in"
                            + " the network (docs/deploying.md), or from another network by hakiri:databaseLink");
        }
        if (database.backupDays() < LEAST_BACKUP_DAYS) {
            refuse(
                    "backupDays",
                    settings.isProduction()
                            ? "production without backups is not built: expected 7 to 35 days, given "
                                    + database.backupDays()
                            : "expected 7 to 35 days, given " + database.backupDays()
                                    + ": the fewest that a lost weekend is found out within");
        }
        if (database.mostStorageGb() < database.storageGb()) {
            refuse(
                    "mostStorageGb",
                    "expected hakiri:storageGb (" + database.storageGb() + ") or more, given "
                            + database.mostStorageGb());
        }
        if (database.leastAcu() > database.mostAcu()) {
            refuse(
                    "leastAcu",
                    "expected hakiri:mostAcu (" + database.mostAcu() + ") or less, given " + database.leastAcu());
        }
        if (settings.topology() == Topology.LAMBDA_RDS && !database.proxy()) {
            refuse(
                    "databaseProxy",
                    "functions open connections as fast as they start, and a database has a few hundred: without RDS Proxy"
                            + " in between, a burst of them locks everybody out. Leave it true");
        }
    }

    private String tasks() {
        String ofTheService = "2 × " + settings.service().mostTasks() + " tasks while a version is rolled out";
        int workers = Connections.workers(settings);
        return workers == 0 ? ofTheService : "(" + ofTheService + " + " + workers + " workers)";
    }

    private void connections() {
        OptionalInt most = Connections.most(settings);
        if (most.isEmpty()) {
            refuse(
                    "mostConnections",
                    "how many connections " + settings.database().instanceClass()
                            + " takes is not known here: say it, as max_connections of the database");
            return;
        }
        long wanted = Connections.wanted(settings);
        long left = Connections.left(settings, most.getAsInt());
        if (wanted > left) {
            boolean container = settings.topology().isContainer();
            refuse(
                    container ? "mostTasks" : "concurrency",
                    "the runtime may open " + wanted + " connections ("
                            + (container
                                    ? tasks() + " × " + settings.service().poolSize()
                                    : settings.function().concurrency() + " invocations × "
                                            + settings.function().poolSize())
                            + "), and there are " + left + " for it: " + most.getAsInt() + " of the database"
                            + (settings.database().proxy()
                                    ? ", of which the proxy may borrow "
                                            + settings.database().borrowPercent() + " %"
                                    : "")
                            + ", less a reserve of " + settings.database().reserve() + ". Take fewer, a smaller "
                            + (container ? "hakiri:poolSize" : "hakiri:functionPoolSize") + ", or a larger database");
        }
    }

    private void sleep() {
        if (settings.database().leastAcu() > 0) {
            return;
        }
        if (settings.database().proxy()) {
            refuse(
                    "leastAcu",
                    "0 lets Aurora sleep, and RDS Proxy, which keeps its connections, never lets it: take 0.5, or no proxy");
        }
        Duration shortest =
                shorter(settings.service().reconcileEvery(), settings.function().shortestSchedule());
        if (shortest.compareTo(Settings.Database.SLEEPS_AFTER.plus(WAKES_WITHIN)) < 0) {
            refuse(
                    "leastAcu",
                    "0 lets Aurora sleep after " + Settings.Database.SLEEPS_AFTER.toMinutes()
                            + " minutes without work, and it takes up to "
                            + WAKES_WITHIN.toSeconds() + " s to wake up; it is looked at every " + shortest.toSeconds()
                            + " s (hakiri:reconcileEvery, hakiri:shortestSchedule), so it"
                            + " would never sleep, or be woken each time. Take 0.5, or look less often");
        }
        if (settings.service().certificate() != null) {
            refuse(
                    "leastAcu",
                    "0 lets Aurora sleep, and the load balancer's health check, which asks the catalog, never lets it: take 0.5, or"
                            + " no hakiri:certificate");
        }
    }

    private void table() {
        Settings.Data data = settings.data();
        if (settings.isProduction() && !data.pointInTimeRecovery()) {
            refuse("pointInTimeRecovery", "production without backups is not built: leave it true");
        }
        if (data.archive() != Archive.NONE && data.keepRuns() == null) {
            refuse("archive", "nothing would come into it: runs expire only with hakiri:keepRuns, such as 90d");
        }
        if (data.archiveLockDays() > 0 && data.archive() != Archive.PARQUET) {
            refuse(
                    "archiveLockDays",
                    "only an archive of Parquet files can be locked (hakiri:archive parquet): Iceberg rewrites its files");
        }
        if (data.archiveDays() > 0 && data.archiveLockDays() > data.archiveDays()) {
            refuse(
                    "archiveDays",
                    "expected hakiri:archiveLockDays (" + data.archiveLockDays() + ") or more, given "
                            + data.archiveDays());
        }
    }

    private void service() {
        Settings.Service service = settings.service();
        int[] memory = FARGATE.get(service.cpu());
        if (memory == null) {
            refuse("cpu", "Fargate has 256, 512, 1024, 2048, 4096, 8192 and 16384; given " + service.cpu());
        } else if (service.memory() < memory[0] || service.memory() > memory[1] || service.memory() % memory[2] != 0) {
            refuse(
                    "memory",
                    "with hakiri:cpu " + service.cpu() + " Fargate has " + memory[0] + " to " + memory[1]
                            + " in steps of " + memory[2] + "; given " + service.memory());
        }
        if (service.mostTasks() < service.tasks()) {
            refuse(
                    "mostTasks",
                    "expected hakiri:tasks (" + service.tasks() + ") or more, given " + service.mostTasks());
        }
        if (settings.isProduction() && service.certificate() == null) {
            refuse(
                    "certificate",
                    "in production the API is reached by a load balancer with TLS: the ARN of a certificate in ACM");
        }
        if (settings.function().shortestSchedule().compareTo(service.reconcileEvery()) < 0) {
            refuse(
                    "shortestSchedule",
                    "pipelines cannot be due more often than somebody looks: hakiri:reconcileEvery is "
                            + service.reconcileEvery().toSeconds() + " s, given "
                            + settings.function().shortestSchedule().toSeconds() + " s");
        }
    }

    private void function() {
        Settings.Function function = settings.function();
        if (function.shortestSchedule().compareTo(function.tickEvery()) < 0) {
            refuse(
                    "shortestSchedule",
                    "pipelines cannot be due more often than the scheduler wakes the function: hakiri:tickEvery is "
                            + function.tickEvery().toMinutes() + "m, given "
                            + function.shortestSchedule().toSeconds() + " s");
        }
        if (function.tickEvery().toSecondsPart() != 0) {
            refuse(
                    "tickEvery",
                    "EventBridge Scheduler counts in minutes; given "
                            + function.tickEvery().toSeconds() + " s");
        }
        if (function.provisioned() > function.concurrency()) {
            refuse(
                    "provisioned",
                    "expected hakiri:concurrency (" + function.concurrency() + ") or less, given "
                            + function.provisioned());
        }
        if (function.grants() != null && !function.url()) {
            refuse(
                    "iamGrants",
                    "without hakiri:functionUrl nobody signs a request to the function: set that, or leave this out");
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void refuse(String key, String why) {
        refused.add("hakiri:" + key + ": " + why);
    }
}
