package io.hakiri.deploy.cost;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.deploy.preview.Resource;
import io.hakiri.deploy.preview.ResourceGraph;
import io.hakiri.deploy.settings.Environment;
import io.hakiri.topology.Prices;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small cases, reckoned by hand with the prices of Frankfurt. */
class EstimateTest {
    private static final Usage NOTHING_RUNS = Usage.parse(
            Environment.DEV,
            "pipelines=0,api-requests-per-day=0,log-gb=0,s3-gb=0,metrics=0,deployments=0,catalog-gb=0");

    private static final Resource SERVICE = Made.resource(
            "aws:ecs/service:Service",
            "rollout",
            "{'desiredCount': 1, 'taskDefinition': 'arn:aws:ecs:eu-central-1:123456789012:task-definition/hakiri:1'}");
    private static final Resource TASK = Made.resource(
            "aws:ecs/taskDefinition:TaskDefinition",
            "service",
            "{'family': 'hakiri', 'cpu': '512', 'memory': '1024', 'runtimePlatform': {'cpuArchitecture': 'ARM64'}}");

    private static Estimate of(Resource... resources) {
        return Estimate.of(Made.graph(resources), Prices.standard(), NOTHING_RUNS);
    }

    private static Resource database(String more) {
        return Made.resource(
                "aws:rds/instance:Instance",
                "database",
                "{'kmsKeyId': 'arn:aws:kms:eu-central-1:123456789012:key/1', 'storageType': 'gp3', 'allocatedStorage': 20, "
                        + more + "}");
    }

    private static List<String> amounts(Estimate estimate) {
        return estimate.lines().stream()
                .map(line -> line.what() + " " + line.amount())
                .toList();
    }

    @Test
    void halfAProcessorAndAGigabyteOnArmForAMonth() {
        Estimate estimate = of(SERVICE, TASK);

        // 730 h × 0.5 × 0.03725 = 13.596; 730 h × 1 × 0.00409 = 2.986
        assertThat(amounts(estimate)).containsExactly("service, memory 2.99", "service, processors 13.60");
        assertThat(estimate.total()).isEqualByComparingTo("16.59");
        assertThat(estimate.fixed()).isEqualTo(estimate.total());
        assertThat(estimate.region()).isEqualTo("eu-central-1");
        assertThat(estimate.lines())
                .allSatisfy(line -> assertThat(line.resources()).containsExactly("rollout"));
    }

    @Test
    void aSmallDatabaseAlone() {
        // 730 h × 0.075 = 54.75; 20 GB × 0.137 = 2.74
        assertThat(amounts(of(database("'instanceClass': 'db.t4g.medium', 'multiAz': false"))))
                .containsExactly("db.t4g.medium 54.75", "storage 2.74");
    }

    @Test
    void aStandbyCostsAsMuchAgain() {
        Estimate estimate =
                of(database("'instanceClass': 'db.t4g.medium', 'multiAz': true, 'manageMasterUserPassword': true"));

        assertThat(amounts(estimate))
                .containsExactly("db.t4g.medium with a standby 109.50", "storage with a standby 5.48", "secrets 0.40");
    }

    @Test
    void aLookEveryMinuteThatFindsNothing() {
        Estimate estimate = of(
                Made.resource(
                        "aws:lambda/function:Function",
                        "function",
                        "{'name': 'hakiri', 'architectures': ['arm64'], 'memorySize': 512, 'timeout': 900}"),
                Made.resource(
                        "aws:scheduler/schedule:Schedule",
                        "tick",
                        "{'scheduleExpression': 'rate(1 minute)', 'target': {'arn': 'arn:aws:lambda:eu-central-1:123456789012:function:hakiri:live'}}"));

        // 43,800 × 0.20 / 1,000,000 = 0.009; 43,800 × 0.05 s × 0.5 GB = 1,095 GB-s × 0.0000133334 = 0.015; 0.0438 ×
        // 1.00 = 0.044
        assertThat(amounts(estimate))
                .containsExactly(
                        "looks at what is due, requests 0.01", "looks at what is due, time 0.01", "scheduler 0.04");
        assertThat(estimate.lines().get(1).quantity()).isEqualByComparingTo("1095");
        assertThat(estimate.growing()).isZero();
    }

    @Test
    void endpointsCostByTheZone() {
        Estimate estimate = of(Made.resource(
                "aws:ec2/vpcEndpoint:VpcEndpoint",
                "logs",
                "{'vpcEndpointType': 'Interface', 'serviceName': 'com.amazonaws.eu-central-1.logs', 'subnetIds': ['a', 'b', 'c'],"
                        + " 'policy': 'arn:aws:logs:eu-central-1:123456789012:x'}"));

        // 3 × 730 h × 0.012
        assertThat(amounts(estimate)).containsExactly("interface endpoints, in each zone 26.28");
    }

    @Test
    void aSleepingAuroraCostsNothingWhileItSleeps() {
        Resource cluster = Made.resource(
                "aws:rds/cluster:Cluster",
                "database",
                "{'clusterIdentifier': 'c', 'serverlessv2ScalingConfiguration': {'minCapacity': 0, 'maxCapacity': 4},"
                        + " 'kmsKeyId': 'arn:aws:kms:eu-central-1:123456789012:key/1'}");
        Resource writer = Made.resource(
                "aws:rds/clusterInstance:ClusterInstance",
                "writer",
                "{'clusterIdentifier': 'c', 'instanceClass': 'db.serverless'}");
        Usage usage = Usage.parse(Environment.DEV, "pipelines=0,catalog-gb=0,idle-hours=18,busy-acu=9");

        Estimate estimate = Estimate.of(Made.graph(cluster, writer), Prices.standard(), usage);

        // 730 / 24 × 6 h × 4 ACU at most × 0.14
        assertThat(amounts(estimate)).containsExactly("capacity above that 102.20");
        assertThat(estimate.fixed()).isZero();
    }

    @Test
    void whatNobodyKnowsIsSaidAndNotCounted() {
        Estimate estimate = of(
                database("'instanceClass': 'db.x9g.large'"),
                Made.resource("aws:neptune/cluster:Cluster", "graph", "{}"),
                TASK,
                SERVICE);

        assertThat(estimate.missing())
                .containsExactly(
                        "aws:neptune/cluster:Cluster graph: nothing says what it costs",
                        "aws:rds/instance:Instance database: rds.db.x9g.large");
        assertThat(EstimateText.of(estimate)).contains("Not in the price file, and so not in the sum:\n  aws:neptune");
    }

    @Test
    void anotherRegionsPricesStandInAndThatIsSaid() {
        ResourceGraph graph = Made.graph(
                TASK,
                Made.resource(
                        "aws:ecs/service:Service",
                        "rollout",
                        "{'taskDefinition': 'arn:aws:ecs:eu-north-1:123456789012:task-definition/hakiri:1'}"));

        Estimate estimate = Estimate.of(graph, Prices.standard(), NOTHING_RUNS);

        assertThat(estimate.region()).isEqualTo("eu-north-1");
        assertThat(estimate.otherRegions()).containsExactly("eu-central-1");
        assertThat(EstimateText.of(estimate))
                .contains("The price file lacks prices of eu-north-1: those of eu-central-1 stand in.");
    }

    @Test
    void theGreatestComeFirstInWords() {
        Estimate estimate =
                of(SERVICE, TASK, database("'instanceClass': 'db.t4g.medium', 'manageMasterUserPassword': true"));

        assertThat(estimate.drivers())
                .containsExactly(
                        "the database: 57.49 USD, 77 %, whether anything runs or not",
                        "tasks on Fargate: 16.59 USD, 22 %, whether anything runs or not",
                        "keys and secrets: 0.40 USD, 1 %, whether anything runs or not");
    }

    @Test
    void nothingCostsNothing() {
        Estimate estimate = of();

        assertThat(estimate.total()).isEqualTo(new BigDecimal("0.00"));
        assertThat(estimate.drivers()).isEmpty();
    }

    @Test
    void numbersOfJsonAreExact() {
        ObjectNode json = EstimateJson.of(of(SERVICE, TASK));

        assertThat(json.path("total").decimalValue()).isEqualTo(new BigDecimal("16.59"));
        assertThat(json.path("lines")).anySatisfy(line -> {
            assertThat(line.path("unitPrice").decimalValue().toPlainString()).isEqualTo("0.03725");
            assertThat(line.path("resources")).extracting(JsonNode::asText).contains("rollout");
        });
    }

    @Test
    void anotherFileOfPricesIsReckonedWith(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("ours.json"), """
                {
                  "date": "2027-01-15",
                  "currency": "EUR",
                  "checked": "by us",
                  "otherwise": "eu-north-1",
                  "prices": {
                    "secret.month": {"per": "secret-month", "eu-north-1": 2.5, "eu-west-3": 3, "approximate": ["eu-west-3"],
                      "source": "https://prices.example.com/"}
                  }
                }
                """);
        Estimate estimate = Estimate.of(
                Made.graph(
                        Made.resource(
                                "aws:secretsmanager/secret:Secret",
                                "login",
                                "{'kmsKeyId': 'arn:aws:kms:eu-west-3:123456789012:key/1'}"),
                        Made.resource("aws:kms/key:Key", "key", "{}")),
                Prices.read(file),
                Usage.of(Environment.DEV));

        assertThat(estimate.total()).isEqualByComparingTo("3.00");
        assertThat(estimate.lines().getFirst().price().isApproximate()).isTrue();
        assertThat(estimate.missing())
                .containsExactly("aws:kms/key:Key key: kms.key-month", "aws:kms/key:Key key: kms.request");
        assertThat(EstimateText.of(estimate)).contains("2027-01-15, in EUR", "~3", "Prices: by us");
    }
}
