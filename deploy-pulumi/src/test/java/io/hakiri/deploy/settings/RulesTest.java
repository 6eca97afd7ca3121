package io.hakiri.deploy.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What can be said and is refused, with the reason; and what is next to it and is not. */
class RulesTest {
    private static void refused(String stack, Topology topology, String reason, String... config) {
        WrongSettings refusal = Objects.requireNonNull(catchThrowableOfType(
                WrongSettings.class, () -> SettingsReader.read(stack, Configs.of(topology, config))));
        assertThat(refusal.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem).contains(reason));
    }

    private static void built(String stack, Topology topology, String... config) {
        assertThat(SettingsReader.read(stack, Configs.of(topology, config)).topology())
                .isEqualTo(topology);
    }

    @ParameterizedTest
    @EnumSource(Topology.class)
    void sqliteIsForOneMachine(Topology topology) {
        refused(
                "dev",
                topology,
                "SQLite's locks do not hold",
                "variables",
                "{\"HAKIRI_CATALOG\":\"sqlite:/mnt/efs/hakiri\"}");
    }

    @ParameterizedTest
    @CsvSource({"HAKIRI_CATALOG,dynamodb://other", "HAKIRI_PORT,80", "HAKIRI_EXECUTOR,in-process"})
    void whatTheTopologySaysIsNotSaidTwice(String name, String value) {
        refused(
                "dev",
                Topology.FARGATE_RDS,
                name + " is what the topology says",
                "variables",
                "{\"" + name + "\":\"" + value + "\"}");
    }

    @Test
    void secretsAreNoVariables() {
        refused(
                "dev",
                Topology.FARGATE_RDS,
                "HAKIRI_METRICS_TOKEN is a secret",
                "variables",
                "{\"HAKIRI_METRICS_TOKEN\":\"0123456789abcdef\"}");
        refused(
                "dev",
                Topology.FARGATE_RDS,
                "HAKIRI_OIDC_CLIENT_SECRET is a secret",
                "variables",
                "{\"HAKIRI_OIDC_CLIENT_SECRET\":\"0123456789abcdef\"}");
        refused(
                "dev",
                Topology.FARGATE_RDS,
                "expected the ARN of a secret",
                "secretVariables",
                "{\"HAKIRI_METRICS_TOKEN\":\"0123456789abcdef\"}");
        refused(
                "dev",
                Topology.LAMBDA_DYNAMODB,
                "Lambda gives functions no secrets",
                "secretVariables",
                "{\"A\":\"b\"}");
        built(
                "dev",
                Topology.FARGATE_RDS,
                "secretVariables",
                "{\"HAKIRI_METRICS_TOKEN\":\"arn:aws:secretsmanager:eu-central-1:111122223333:secret:metrics-AbCdEf\"}");
    }

    @Test
    void functionsReachAnRdsDatabaseByAProxy() {
        refused("dev", Topology.LAMBDA_RDS, "without RDS Proxy", "databaseProxy", "false");
        built("dev", Topology.FARGATE_RDS, "databaseProxy", "false");
        built("dev", Topology.FARGATE_RDS, "databaseProxy", "true");
    }

    /** db.t4g.micro: 101 connections; the proxy may have 90 of them. */
    @Test
    void invocationsTimesConnectionsFitIntoTheDatabase() {
        refused(
                "dev",
                Topology.LAMBDA_RDS,
                "may open 88 connections (44 invocations × 2), and there are 86 for it: 101 of the database, of"
                        + " which the proxy may borrow 90 %, less a reserve of 15",
                "instanceClass",
                "db.t4g.micro",
                "concurrency",
                "44");
        built("dev", Topology.LAMBDA_RDS, "instanceClass", "db.t4g.micro", "concurrency", "43");
        refused(
                "dev",
                Topology.LAMBDA_RDS,
                "there are 50 for it",
                "instanceClass",
                "db.t4g.micro",
                "concurrency",
                "26",
                "proxyBorrowPercent",
                "50");
        built(
                "dev",
                Topology.LAMBDA_RDS,
                "instanceClass",
                "db.t4g.micro",
                "concurrency",
                "25",
                "proxyBorrowPercent",
                "50");
    }

    @Test
    void tasksTimesConnectionsFitIntoTheDatabase() {
        refused(
                "dev",
                Topology.FARGATE_RDS,
                "may open 100 connections (2 × 5 tasks",
                "instanceClass",
                "db.t4g.micro",
                "mostTasks",
                "5");
        built("dev", Topology.FARGATE_RDS, "instanceClass", "db.t4g.micro", "mostTasks", "4");
        built("dev", Topology.FARGATE_RDS, "instanceClass", "db.t4g.micro", "mostTasks", "5", "poolSize", "8");
        refused(
                "dev",
                Topology.FARGATE_RDS,
                "(2 × 2 tasks while a version is rolled out + 5 workers) × 10",
                "instanceClass",
                "db.t4g.micro",
                "mostTasks",
                "2",
                "executor",
                "ecs",
                "mostWorkers",
                "5");
        built(
                "dev",
                Topology.FARGATE_RDS,
                "instanceClass",
                "db.t4g.micro",
                "mostTasks",
                "2",
                "executor",
                "ecs",
                "mostWorkers",
                "4");
        refused("dev", Topology.FARGATE_RDS, "is not known here", "instanceClass", "db.x9z.large");
        built("dev", Topology.FARGATE_RDS, "instanceClass", "db.x9z.large", "mostConnections", "500");
    }

    @Test
    void auroraSleepsOnlyWhereNobodyWakesItAllTheTime() {
        String[] seldom = {"leastAcu", "0", "reconcileEvery", "15m", "shortestSchedule", "1h", "certificate", ""};
        built("dev", Topology.FARGATE_AURORA, seldom);
        refused(
                "dev",
                Topology.FARGATE_AURORA,
                "it is looked at every 60 s",
                "leastAcu",
                "0",
                "reconcileEvery",
                "1m",
                "shortestSchedule",
                "1h",
                "certificate",
                "");
        refused(
                "dev",
                Topology.FARGATE_AURORA,
                "RDS Proxy, which keeps its connections",
                "leastAcu",
                "0",
                "reconcileEvery",
                "15m",
                "shortestSchedule",
                "1h",
                "certificate",
                "",
                "databaseProxy",
                "true");
        refused(
                "dev",
                Topology.FARGATE_AURORA,
                "health check",
                "leastAcu",
                "0",
                "reconcileEvery",
                "15m",
                "shortestSchedule",
                "1h");
        built("dev", Topology.FARGATE_AURORA, "leastAcu", "0.5");
    }

    @ParameterizedTest
    @EnumSource(value = Topology.class, names = "LAMBDA_DYNAMODB", mode = EnumSource.Mode.EXCLUDE)
    void noDatabaseIsOpenToTheInternet(Topology topology) {
        refused("dev", topology, "a database that the internet reaches is never built", "databasePublic", "true");
    }

    @Test
    void productionHasBackups() {
        refused("prod", Topology.FARGATE_RDS, "production without backups", "backupDays", "0");
        refused("prod", Topology.LAMBDA_DYNAMODB, "production without backups", "pointInTimeRecovery", "false");
        refused("prod", Topology.FARGATE_AURORA, "only after somebody has thought about it twice", "protect", "false");
        refused("prod", Topology.LAMBDA_DYNAMODB, "only after somebody has thought about it twice", "protect", "false");
        built("prod", Topology.FARGATE_RDS, "backupDays", "7");
        built("dev", Topology.LAMBDA_DYNAMODB, "pointInTimeRecovery", "false");
    }

    @Test
    void nothingIsDueMoreOftenThanSomebodyLooks() {
        refused(
                "dev",
                Topology.LAMBDA_DYNAMODB,
                "more often than the scheduler wakes the function",
                "tickEvery",
                "5m",
                "shortestSchedule",
                "1m");
        built("dev", Topology.LAMBDA_DYNAMODB, "tickEvery", "5m", "shortestSchedule", "5m");
        built("dev", Topology.LAMBDA_DYNAMODB, "tickEvery", "5m");
        refused(
                "dev",
                Topology.FARGATE_RDS,
                "more often than somebody looks",
                "reconcileEvery",
                "5m",
                "shortestSchedule",
                "1m");
    }

    @Test
    void fargateHasSizes() {
        refused(
                "dev",
                Topology.FARGATE_RDS,
                "with hakiri:cpu 512 Fargate has 1024 to 4096",
                "cpu",
                "512",
                "memory",
                "8192");
        refused("dev", Topology.FARGATE_RDS, "Fargate has 256, 512", "cpu", "768");
    }

    @Test
    void theApiOfProductionHasTls() {
        refused("prod", Topology.FARGATE_RDS, "a load balancer with TLS", "certificate", "");
        built("dev", Topology.FARGATE_RDS, "certificate", "");
    }

    @Test
    void linksAreWhereThereIsADatabase() {
        refused("dev", Topology.LAMBDA_DYNAMODB, "has no database", "databaseLink", "resource");
        refused("dev", Topology.LAMBDA_RDS, "RDS Proxy has no resource endpoint", "databaseLink", "resource");
        refused("dev", Topology.FARGATE_RDS, "other accounts reach the database", "linkAccounts", "222233334444");
        refused(
                "dev",
                Topology.FARGATE_RDS,
                "has the addresses of the runtime's",
                "databaseLink",
                "resource",
                "databaseNetworkCidr",
                "10.40.0.0/16");
    }

    @Test
    void functionsGoByNoProxy() {
        refused(
                "dev",
                Topology.LAMBDA_RDS,
                "a function does not go by a proxy",
                "egress",
                "proxy",
                "egressProxy",
                "http://10.9.0.10:3128");
    }

    @Test
    void anArchiveHasSomethingToKeep() {
        refused("dev", Topology.LAMBDA_DYNAMODB, "runs expire only with hakiri:keepRuns", "archive", "parquet");
        refused(
                "dev",
                Topology.LAMBDA_DYNAMODB,
                "Iceberg rewrites its files",
                "archive",
                "iceberg",
                "keepRuns",
                "90d",
                "archiveLockDays",
                "30");
        built("dev", Topology.LAMBDA_DYNAMODB, "archive", "parquet", "keepRuns", "90d", "archiveLockDays", "30");
    }

    @Test
    void whatIsRefusedIsSaidBesideWhatIsOfAnotherForm() {
        WrongSettings refusal = Objects.requireNonNull(catchThrowableOfType(
                WrongSettings.class,
                () -> SettingsReader.read(
                        "prod",
                        Configs.of(
                                Topology.FARGATE_RDS, "runs", "many", "backupDays", "0", "databasePublic", "true"))));

        assertThat(refusal.problems())
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem).startsWith("hakiri:runs: expected"),
                        problem -> assertThat(problem).startsWith("hakiri:backupDays: production without backups"),
                        problem -> assertThat(problem).startsWith("hakiri:databasePublic: a database that"));
    }
}
