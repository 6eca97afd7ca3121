package io.hakiri.deploy;

import io.hakiri.deploy.preview.Preview;
import io.hakiri.deploy.preview.ResourceGraph;
import io.hakiri.deploy.settings.Configs;
import io.hakiri.deploy.settings.Environment;
import io.hakiri.deploy.settings.Topology;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the program makes of every topology in every environment, and of what else can be said; each made once. */
final class Graphs {
    private static final Map<String, Graph> ALL = all();

    private Graphs() {}

    /**
     * One of them.
     *
     * @param name for people
     * @param config that it was made of
     */
    record Graph(
            String name,
            Topology topology,
            Environment environment,
            Map<String, String> config,
            ResourceGraph resources) {
        boolean says(String key, String value) {
            return value.equals(config.get("hakiri:" + key));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Graph> every() {
        return List.copyOf(ALL.values());
    }

    static List<Graph> of(Topology topology) {
        return every().stream().filter(graph -> graph.topology() == topology).toList();
    }

    static List<Graph> of(Environment environment) {
        return every().stream()
                .filter(graph -> graph.environment() == environment)
                .toList();
    }

    static Graph named(String name) {
        Graph graph = ALL.get(name);
        if (graph == null) {
            throw new IllegalArgumentException(name + " is none of " + ALL.keySet());
        }
        return graph;
    }

    static Graph make(String name, Topology topology, Environment environment, String... more) {
        Map<String, String> config = Configs.of(topology, more);
        return new Graph(
                name, topology, environment, config, Preview.of(Program::define, "hakiri", environment.word(), config));
    }

    private static Map<String, Graph> all() {
        List<Graph> graphs = new ArrayList<>();
        for (Topology topology : Topology.values()) {
            for (Environment environment : Environment.values()) {
                graphs.add(make(topology.word() + " " + environment.word(), topology, environment));
            }
        }
        graphs.add(
                make(
                        "fargate-rds with all",
                        Topology.FARGATE_RDS,
                        Environment.PROD,
                        "egress",
                        "nat",
                        "databaseLink",
                        "resource",
                        "linkAccounts",
                        "222233334444",
                        "executor",
                        "ecs",
                        "readBuckets",
                        "landing",
                        "writeBuckets",
                        "lake",
                        "alarmEmail",
                        "on-call@example.com",
                        "secretVariables",
                        "{\"HAKIRI_METRICS_TOKEN\":\"arn:aws:secretsmanager:eu-central-1:111122223333:secret:metrics-AbCdEf\"}"));
        graphs.add(make(
                "fargate-aurora with all",
                Topology.FARGATE_AURORA,
                Environment.PROD,
                "egress",
                "proxy",
                "egressProxy",
                "http://10.9.0.10:3128",
                "egressProxyCidr",
                "10.9.0.0/24",
                "databaseLink",
                "balancer",
                "databaseProxy",
                "true",
                "executor",
                "sqs:https://sqs.eu-central-1.amazonaws.com/111122223333/work",
                "privateServices",
                "ssm",
                "variables",
                "{\"OTEL_SERVICE_NAME\":\"hakiri\"}"));
        graphs.add(make(
                "lambda-dynamodb with all",
                Topology.LAMBDA_DYNAMODB,
                Environment.PROD,
                "functionInNetwork",
                "true",
                "keepRuns",
                "90d",
                "archive",
                "parquet",
                "archiveDays",
                "3650",
                "archiveLockDays",
                "365",
                "provisioned",
                "2",
                "functionUrl",
                "true",
                "iamGrants",
                "arn:aws:sts::111122223333:assumed-role/operators/*=*:operator"));
        graphs.add(make(
                "lambda-dynamodb with Iceberg",
                Topology.LAMBDA_DYNAMODB,
                Environment.STAGING,
                "keepRuns",
                "90d",
                "archive",
                "iceberg"));
        graphs.add(make(
                "lambda-rds with a link",
                Topology.LAMBDA_RDS,
                Environment.PROD,
                "databaseLink",
                "balancer",
                "egress",
                "nat"));
        Map<String, Graph> named = new LinkedHashMap<>();
        graphs.forEach(graph -> named.put(graph.name(), graph));
        return named;
    }
}
