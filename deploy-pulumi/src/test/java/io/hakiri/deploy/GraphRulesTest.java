package io.hakiri.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.deploy.Graphs.Graph;
import io.hakiri.deploy.preview.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of everything that the program makes, in every topology and environment. */
class GraphRulesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** AWS knows no resource for these. */
    private static final Set<String> NAMELESS = Set.of(
            "ecr:GetAuthorizationToken",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSecurityGroups",
            "ec2:DescribeSubnets",
            "ec2:DescribeVpcs");

    /** These name no account as they take on a role. */
    private static final Set<String> SAY_NOT_FOR_WHOM = Set.of("rds.amazonaws.com", "firehose.amazonaws.com");

    /** What may be said with an input is said, by type: the key that it is encrypted with. */
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("aws:rds/instance:Instance", "/kmsKeyId"),
            Map.entry("aws:rds/cluster:Cluster", "/kmsKeyId"),
            Map.entry("aws:rds/clusterInstance:ClusterInstance", "/performanceInsightsKmsKeyId"),
            Map.entry("aws:dynamodb/table:Table", "/serverSideEncryption/kmsKeyArn"),
            Map.entry("aws:sqs/queue:Queue", "/kmsMasterKeyId"),
            Map.entry("aws:sns/topic:Topic", "/kmsMasterKeyId"),
            Map.entry("aws:cloudwatch/logGroup:LogGroup", "/kmsKeyId"),
            Map.entry("aws:lambda/function:Function", "/kmsKeyArn"),
            Map.entry("aws:secretsmanager/secret:Secret", "/kmsKeyId"),
            Map.entry("aws:scheduler/schedule:Schedule", "/kmsKeyArn"),
            Map.entry("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "/serverSideEncryption/keyArn"),
            Map.entry(
                    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
                    "/rules/0/applyServerSideEncryptionByDefault/kmsMasterKeyId"));

    static List<Graph> every() {
        return Graphs.every();
    }

    static List<Graph> production() {
        return Graphs.of(io.hakiri.deploy.settings.Environment.PROD);
    }

    private static JsonNode json(JsonNode text) {
        try {
            return JSON.readTree(text.asText());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text.asText(), e);
        }
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return array.isArray() ? StreamSupport.stream(array.spliterator(), false) : Stream.of(array);
    }

    private static List<Resource> made(Graph graph) {
        return graph.resources().resources().stream()
                .filter(resource -> !resource.isComponent())
                .toList();
    }

    private static Stream<Resource> ofType(Graph graph, String type) {
        return graph.resources().ofType(type).stream();
    }

    private static boolean is(Resource resource, String pointer, boolean value) {
        return resource.inputs().at(pointer).isBoolean()
                && resource.inputs().at(pointer).asBoolean() == value;
    }

    @ParameterizedTest
    @MethodSource("every")
    void policiesNameActionsAndResources(Graph graph) {
        List<String> wrong = new ArrayList<>();
        ofType(graph, "aws:iam/rolePolicy:RolePolicy")
                .forEach(policy -> each(json(policy.inputs().at("/policy")).at("/Statement"))
                        .forEach(statement -> {
                            List<String> actions = each(statement.at("/Action"))
                                    .map(JsonNode::asText)
                                    .toList();
                            List<String> resources = each(statement.at("/Resource"))
                                    .map(JsonNode::asText)
                                    .toList();
                            if (actions.isEmpty()
                                    || actions.stream()
                                            .anyMatch(action -> !action.matches("[a-z0-9-]+:[A-Za-z0-9]+"))) {
                                wrong.add(policy.name() + ": actions " + actions);
                            }
                            if (resources.isEmpty()
                                    || (resources.contains("*") && !NAMELESS.containsAll(actions))
                                    || resources.stream()
                                            .anyMatch(arn -> !arn.equals("*") && arn.split(":", -1).length < 6)) {
                                wrong.add(policy.name() + ": " + actions + " on " + resources);
                            }
                        }));
        assertThat(wrong).isEmpty();
        assertThat(made(graph)).noneMatch(resource -> resource.type().contains("Attachment:RolePolicyAttachment"));
    }

    @ParameterizedTest
    @MethodSource("every")
    void rolesAreTakenOnByOneServiceForThisAccount(Graph graph) {
        assertThat(ofType(graph, "aws:iam/role:Role")).isNotEmpty().allSatisfy(role -> {
            JsonNode statement = json(role.inputs().at("/assumeRolePolicy")).at("/Statement/0");
            String service = statement.at("/Principal/Service").asText();
            assertThat(service).endsWith(".amazonaws.com");
            if (!SAY_NOT_FOR_WHOM.contains(service)) {
                assertThat(statement
                                .at("/Condition/StringEquals/aws:SourceAccount")
                                .asText())
                        .matches("[0-9]{12}");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("every")
    void groupsReachNamedGroups(Graph graph) {
        assertThat(ofType(graph, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"))
                .allSatisfy(rule -> {
                    assertThat(rule.inputs().has("referencedSecurityGroupId")).isTrue();
                    assertThat(rule.inputs().has("cidrIpv4") || rule.inputs().has("cidrIpv6"))
                            .isFalse();
                    assertThat(rule.inputs().at("/fromPort").asInt())
                            .isEqualTo(rule.inputs().at("/toPort").asInt())
                            .isPositive();
                });
        assertThat(ofType(graph, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"))
                .allSatisfy(rule -> {
                    boolean named = rule.inputs().has("referencedSecurityGroupId")
                            || rule.inputs().has("prefixListId");
                    String cidr = rule.inputs().at("/cidrIpv4").asText();
                    boolean byNat = graph.says("egress", "nat")
                            && cidr.equals("0.0.0.0/0")
                            && rule.inputs().at("/toPort").asInt() == 443;
                    boolean byProxy = graph.says("egress", "proxy") && graph.says("egressProxyCidr", cidr);
                    assertThat(named || byNat || byProxy)
                            .as("%s", rule.inputs())
                            .isTrue();
                });
        assertThat(ofType(graph, "aws:ec2/securityGroup:SecurityGroup"))
                .noneMatch(
                        group -> group.inputs().has("ingress") || group.inputs().has("egress"));
    }

    @ParameterizedTest
    @MethodSource("every")
    void nothingIsPublic(Graph graph) {
        assertThat(ofType(graph, "aws:ec2/subnet:Subnet"))
                .allMatch(subnet -> is(subnet, "/mapPublicIpOnLaunch", false));
        assertThat(ofType(graph, "aws:rds/instance:Instance"))
                .allMatch(database -> is(database, "/publiclyAccessible", false));
        assertThat(ofType(graph, "aws:rds/clusterInstance:ClusterInstance"))
                .allMatch(database -> is(database, "/publiclyAccessible", false));
        assertThat(ofType(graph, "aws:ecs/service:Service"))
                .allMatch(service -> is(service, "/networkConfiguration/assignPublicIp", false));
        assertThat(ofType(graph, "aws:lb/loadBalancer:LoadBalancer"))
                .allMatch(balancer -> is(balancer, "/internal", true));
        assertThat(ofType(graph, "aws:lambda/functionUrl:FunctionUrl"))
                .allMatch(url -> url.inputs().at("/authorizationType").asText().equals("AWS_IAM"));
        Set<String> closed = ofType(graph, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")
                .filter(block -> Stream.of(
                                "blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
                        .allMatch(what -> is(block, "/" + what, true)))
                .map(block -> block.inputs().at("/bucket").asText())
                .collect(Collectors.toSet());
        assertThat(ofType(graph, "aws:s3/bucketV2:BucketV2"))
                .isNotEmpty()
                .allMatch(bucket -> closed.contains("${" + bucket.name() + ".id}"));
        assertThat(made(graph).stream()
                        .filter(resource -> resource.type().equals("aws:ec2/eip:Eip")
                                || resource.type().equals("aws:ec2/internetGateway:InternetGateway")))
                .allMatch(resource -> graph.says("egress", "nat"));
    }

    @ParameterizedTest
    @MethodSource("every")
    void everythingIsEncryptedWithTheStacksKey(Graph graph) {
        String key = graph.resources()
                .only("aws:kms/key:Key", "key")
                .outputs()
                .at("/arn")
                .asText();
        assertThat(made(graph).stream().filter(resource -> KEYS.containsKey(resource.type())))
                .isNotEmpty()
                .allSatisfy(resource -> assertThat(resource.inputs()
                                .at(KEYS.getOrDefault(resource.type(), ""))
                                .asText())
                        .as("%s %s", resource.type(), resource.name())
                        .isEqualTo(key));
        assertThat(ofType(graph, "aws:rds/instance:Instance"))
                .allMatch(database -> is(database, "/storageEncrypted", true));
        assertThat(ofType(graph, "aws:rds/cluster:Cluster"))
                .allMatch(database -> is(database, "/storageEncrypted", true));
        Set<String> encrypted = ofType(
                        graph,
                        "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2")
                .map(encryption -> encryption.inputs().at("/bucket").asText())
                .collect(Collectors.toSet());
        assertThat(ofType(graph, "aws:s3/bucketV2:BucketV2"))
                .allMatch(bucket -> encrypted.contains("${" + bucket.name() + ".id}"));
        assertThat(ofType(graph, "aws:kms/key:Key")).allMatch(one -> is(one, "/enableKeyRotation", true));
    }

    @ParameterizedTest
    @MethodSource("every")
    void nothingGoesOverAWireInPlain(Graph graph) {
        assertThat(ofType(graph, "aws:lb/listener:Listener"))
                .allMatch(listener -> Set.of("HTTPS", "TCP")
                        .contains(listener.inputs().at("/protocol").asText()));
        assertThat(ofType(graph, "aws:rds/proxy:Proxy")).allMatch(proxy -> is(proxy, "/requireTls", true));
        assertThat(Stream.concat(
                        ofType(graph, "aws:rds/parameterGroup:ParameterGroup"),
                        ofType(graph, "aws:rds/clusterParameterGroup:ClusterParameterGroup")))
                .allMatch(group -> each(group.inputs().at("/parameters"))
                        .anyMatch(parameter -> parameter.at("/name").asText().equals("rds.force_ssl")
                                && parameter.at("/value").asText().equals("1")));
        assertThat(ofType(graph, "aws:s3/bucketPolicy:BucketPolicy")).allSatisfy(policy -> {
            JsonNode statement = json(policy.inputs().at("/policy")).at("/Statement/0");
            assertThat(statement.at("/Effect").asText()).isEqualTo("Deny");
            assertThat(statement.at("/Condition/Bool/aws:SecureTransport").asText())
                    .isEqualTo("false");
        });
    }

    @ParameterizedTest
    @MethodSource("every")
    void noSecretStandsInPlain(Graph graph) {
        assertThat(ofType(graph, "aws:secretsmanager/secretVersion:SecretVersion"))
                .allMatch(version -> version.secrets().contains("secretString"));
        assertThat(made(graph))
                .noneMatch(resource ->
                        resource.inputs().has("password") || resource.inputs().has("masterPassword"));
        assertThat(Stream.concat(ofType(graph, "aws:rds/instance:Instance"), ofType(graph, "aws:rds/cluster:Cluster")))
                .allMatch(database -> is(database, "/manageMasterUserPassword", true)
                        && is(database, "/iamDatabaseAuthenticationEnabled", true));
    }

    @ParameterizedTest
    @MethodSource("every")
    void logsEnd(Graph graph) {
        assertThat(ofType(graph, "aws:cloudwatch/logGroup:LogGroup"))
                .isNotEmpty()
                .allMatch(log -> log.inputs().at("/retentionInDays").asInt() > 0);
    }

    @ParameterizedTest
    @MethodSource("every")
    void eachResourceHasANameOfItsOwnAndNothingMissing(Graph graph) {
        assertThat(made(graph)).extracting(Resource::name).doesNotHaveDuplicates();
        assertThat(made(graph))
                .allSatisfy(resource -> assertThat(resource.inputs().toString())
                        .as("%s %s", resource.type(), resource.name())
                        .doesNotContain("null")
                        .doesNotContain("[unknown]"));
    }

    @ParameterizedTest
    @MethodSource("production")
    void productionIsNotLostByMistake(Graph graph) {
        assertThat(graph.resources().only("aws:kms/key:Key", "key").options().retainOnDelete())
                .isTrue();
        assertThat(Stream.concat(ofType(graph, "aws:rds/instance:Instance"), ofType(graph, "aws:rds/cluster:Cluster")))
                .allSatisfy(database -> {
                    assertThat(is(database, "/deletionProtection", true)).isTrue();
                    assertThat(is(database, "/skipFinalSnapshot", false)).isTrue();
                    assertThat(database.inputs().at("/backupRetentionPeriod").asInt())
                            .isBetween(7, 35);
                    assertThat(database.options().protect()).isTrue();
                });
        assertThat(ofType(graph, "aws:rds/instance:Instance")).allMatch(database -> is(database, "/multiAz", true));
        assertThat(ofType(graph, "aws:dynamodb/table:Table"))
                .allMatch(table -> is(table, "/deletionProtectionEnabled", true)
                        && is(table, "/pointInTimeRecovery/enabled", true));
        assertThat(ofType(graph, "aws:s3/bucketV2:BucketV2")).allMatch(bucket -> is(bucket, "/forceDestroy", false));
    }

    @ParameterizedTest
    @MethodSource("every")
    void containersWriteNowhereAndEndInTime(Graph graph) {
        assertThat(ofType(graph, "aws:ecs/taskDefinition:TaskDefinition"))
                .allSatisfy(task -> assertThat(each(json(task.inputs().at("/containerDefinitions"))))
                        .singleElement()
                        .satisfies(container -> {
                            assertThat(container.at("/readonlyRootFilesystem").asBoolean())
                                    .isTrue();
                            assertThat(container.at("/stopTimeout").asInt()).isEqualTo(60);
                            assertThat(container.at("/user").asText()).isEqualTo("10001:10001");
                        }));
        assertThat(ofType(graph, "aws:ecs/service:Service"))
                .allMatch(service -> is(service, "/deploymentCircuitBreaker/rollback", true));
    }

    @ParameterizedTest
    @MethodSource("every")
    void noVersionRunsBeforeItsTablesAreThere(Graph graph) {
        Stream<Resource> runtimes = Stream.concat(
                ofType(graph, "aws:ecs/service:Service"),
                ofType(graph, "aws:lambda/function:Function")
                        .filter(function -> function.name().equals("function")));
        List<Resource> migrations = graph.resources().ofType("aws:lambda/invocation:Invocation");
        assertThat(migrations).hasSize(graph.topology().hasDatabase() ? 1 : 0);
        assertThat(runtimes)
                .isNotEmpty()
                .allSatisfy(runtime -> assertThat(runtime.dependencies())
                        .containsAll(migrations.stream().map(Resource::urn).toList()));
    }
}
