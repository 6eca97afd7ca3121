package io.hakiri.deploy.cost;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.deploy.cost.Usage.Figure;
import io.hakiri.deploy.preview.Resource;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;

/** Tasks on Fargate: those of a service all the time, those of runs and migrations while they last. */
final class ContainerMeters {
    private static final String SERVICE = "aws:ecs/service:Service";
    private static final String CLUSTER = "aws:ecs/cluster:Cluster";
    private static final String DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";

    private static final BigDecimal UNITS = new BigDecimal(1024);
    private static final BigDecimal LEAST_SECONDS = new BigDecimal(60);
    /** Fetching the image and starting, which is paid for, too. */
    private static final BigDecimal START_SECONDS = new BigDecimal(30);

    private static final BigDecimal MIGRATION_SECONDS = new BigDecimal(120);

    /** Figures of Container Insights, by AWS' page on prices: of each cluster, of each service, of each kind of task. */
    private static final long CLUSTER_METRICS = 8;

    private static final long SERVICE_METRICS = 11;
    private static final long TASK_METRICS = 6;

    private ContainerMeters() {}

    static Map<String, Meter> all() {
        return Map.of(
                SERVICE,
                ContainerMeters::service,
                CLUSTER,
                ContainerMeters::cluster,
                DEFINITION,
                ContainerMeters::definition);
    }

    private static void service(Resource service, Bill bill) {
        BigDecimal tasks = Meter.number(service.inputs().path("desiredCount"), 1);
        for (Resource definition : bill.graph().ofType(DEFINITION)) {
            if (runs(service, definition)) {
                BigDecimal hours = Month.HOURS.multiply(tasks);
                bill.fixed(
                        service,
                        Area.TASKS,
                        "service, processors",
                        key(definition, "vcpu-hour"),
                        processors(definition).multiply(hours));
                bill.fixed(
                        service,
                        Area.TASKS,
                        "service, memory",
                        key(definition, "gb-hour"),
                        memory(definition).multiply(hours));
            }
        }
        if (bill.graph().ofType(CLUSTER).stream().anyMatch(ContainerMeters::isWatched)) {
            metrics(service, bill, SERVICE_METRICS + TASK_METRICS);
        }
    }

    /** ARN of a revision: {@code …:task-definition/FAMILY:1}. */
    private static boolean runs(Resource service, Resource definition) {
        return service.inputs()
                .path("taskDefinition")
                .asText()
                .contains(
                        ":task-definition/" + definition.inputs().path("family").asText() + ":");
    }

    private static void cluster(Resource cluster, Bill bill) {
        if (isWatched(cluster)) {
            metrics(cluster, bill, CLUSTER_METRICS);
        }
    }

    private static boolean isWatched(Resource cluster) {
        for (JsonNode setting : cluster.inputs().path("settings")) {
            if (setting.path("name").asText().equals("containerInsights")
                    && !setting.path("value").asText().equals("disabled")) {
                return true;
            }
        }
        return false;
    }

    private static void metrics(Resource resource, Bill bill, long count) {
        bill.fixed(
                resource,
                Area.WATCH,
                "figures of Container Insights",
                "cloudwatch.metric-month",
                BigDecimal.valueOf(count));
    }

    private static void definition(Resource definition, Bill bill) {
        if (bill.graph().ofType(SERVICE).stream().anyMatch(service -> runs(service, definition))) {
            return; // the service pays
        }
        boolean migrates =
                definition.inputs().path("containerDefinitions").asText().contains("\"command\":[\"catalog\"");
        Month month = bill.month();
        BigDecimal seconds = migrates
                ? month.of(Figure.DEPLOYMENTS).multiply(MIGRATION_SECONDS)
                : month.runs()
                        .multiply(month.of(Figure.SECONDS_PER_RUN)
                                .add(START_SECONDS)
                                .max(LEAST_SECONDS));
        BigDecimal hours = Month.over(seconds, Month.SECONDS_OF_AN_HOUR);
        String what = migrates ? "migrations, " : "runs, ";
        bill.growing(
                definition,
                Area.TASKS,
                what + "processors",
                key(definition, "vcpu-hour"),
                processors(definition).multiply(hours));
        bill.growing(
                definition,
                Area.TASKS,
                what + "memory",
                key(definition, "gb-hour"),
                memory(definition).multiply(hours));
    }

    private static BigDecimal processors(Resource definition) {
        return Month.over(Meter.number(definition.inputs().path("cpu"), 256), UNITS);
    }

    private static BigDecimal memory(Resource definition) {
        return Month.over(Meter.number(definition.inputs().path("memory"), 512), UNITS);
    }

    private static String key(Resource definition, String unit) {
        String architecture =
                definition.inputs().at("/runtimePlatform/cpuArchitecture").asText("X86_64");
        return "fargate." + (architecture.isEmpty() ? "x86_64" : architecture.toLowerCase(Locale.ROOT)) + "." + unit;
    }
}
