package io.hakiri.deploy.preview;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Struct;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What AWS would say. A resource has the inputs it was given as outputs, and those that AWS computes: texts that look as real ones do
 * and name the resource they are of, as in {@code arn:aws:rds:eu-central-1:123456789012:db:${catalog.identifier}}, so that whoever
 * looks at an input sees where its value comes from. A name that the program has given itself stands in an ARN as it is.
 *
 * <p>A type that has no line in {@link #computed} has an {@code id}, an {@code arn} and a {@code name}.
 */
final class Answers {
    private static final int POSTGRES = 5432;
    private static final String PARTITION = "aws";

    private final String account;
    private final String region;

    Answers(String account, String region) {
        this.account = account;
        this.region = region;
    }

    /** Network interfaces that are found, whatever they are of. */
    private static final int MOST_INTERFACES = 6;

    /** Of what AWS gives an id to. */
    static String id(String name) {
        return "${" + name + ".id}";
    }

    Struct outputs(String type, String name, Struct inputs) {
        Struct given = Values.echo(inputs);
        Asked asked = new Asked(type, name, Values.decoded(given).json());
        Map<String, Object> computed = new LinkedHashMap<>();
        if (type.startsWith("aws:")) {
            computed.put("arn", asked.arn(asked.module(), asked.kind() + "/" + id(name)));
            computed.put("name", asked.token("name"));
        }
        computed.putAll(computed(asked));
        // what was said is as it was said
        return Values.struct(computed).toBuilder().mergeFrom(given).build();
    }

    /** The functions that a program may call while it is planned. */
    Optional<Struct> function(String function, Struct arguments) {
        ObjectNode given = Values.decoded(arguments).json();
        Map<String, Object> answer = switch (function) {
            case "aws:index/getCallerIdentity:getCallerIdentity" ->
                Map.of(
                        "accountId",
                        account,
                        "arn",
                        "arn:aws:iam::" + account + ":user/preview",
                        "userId",
                        "AIDAPREVIEW",
                        "id",
                        account);
            case "aws:index/getRegion:getRegion" ->
                Map.of(
                        "name", region,
                        "id", region,
                        "description", region,
                        "endpoint", "ec2." + region + ".amazonaws.com");
            case "aws:index/getPartition:getPartition" ->
                Map.of(
                        "partition",
                        PARTITION,
                        "id",
                        PARTITION,
                        "dnsSuffix",
                        "amazonaws.com",
                        "reverseDnsPrefix",
                        "com.amazonaws");
            case "aws:index/getAvailabilityZones:getAvailabilityZones" ->
                Map.of(
                        "id", region,
                        "names", List.of(region + "a", region + "b", region + "c"),
                        "zoneIds", List.of("az1", "az2", "az3"),
                        "groupNames", List.of(region));
            case "aws:ec2/getNetworkInterfaces:getNetworkInterfaces" ->
                Map.of(
                        "id",
                        region,
                        "ids",
                        IntStream.rangeClosed(1, MOST_INTERFACES)
                                .mapToObj(i -> "${interfaces." + i + "}")
                                .toList());
            case "aws:ec2/getNetworkInterface:getNetworkInterface" -> {
                String id = given.path("id").asText("${interface.id}");
                yield Map.of("id", id, "privateIp", "${" + id.replaceAll("[${}]", "") + ".privateIp}");
            }
            default -> Map.of();
        };
        return answer.isEmpty() ? Optional.empty() : Optional.of(Values.struct(answer));
    }

    /** By type what AWS computes, beside {@code arn} and {@code name}. */
    private static Map<String, Object> computed(Asked of) {
        return switch (of.type()) {
            case "aws:kms/key:Key" ->
                Map.of("arn", of.arn("kms", "key/" + of.token("keyId")), "keyId", of.token("keyId"));
            case "aws:kms/alias:Alias" ->
                Map.of(
                        "arn", of.arn("kms", of.given("name")),
                        "targetKeyArn", of.arn("kms", "key/" + of.token("targetKeyId")));

            case "aws:s3/bucketV2:BucketV2", "aws:s3/bucket:Bucket" ->
                Map.of(
                        "arn",
                        "arn:aws:s3:::" + of.given("bucket"),
                        "bucket",
                        of.token("bucket"),
                        "bucketDomainName",
                        of.given("bucket") + ".s3.amazonaws.com",
                        "bucketRegionalDomainName",
                        of.given("bucket") + ".s3." + of.region() + ".amazonaws.com",
                        "hostedZoneId",
                        of.token("hostedZoneId"),
                        "region",
                        of.region());
            case "aws:dynamodb/table:Table" ->
                Map.of(
                        "arn", of.arn("dynamodb", "table/" + of.given("name")),
                        "streamArn",
                                of.arn("dynamodb", "table/" + of.given("name") + "/stream/" + of.token("streamLabel")),
                        "streamLabel", of.token("streamLabel"));
            case "aws:backup/vault:Vault" ->
                Map.of("arn", of.arn("backup", "backup-vault:" + of.given("name")), "recoveryPoints", 0);
            case "aws:backup/plan:Plan" ->
                Map.of("arn", of.arn("backup", "backup-plan:" + of.token("id")), "version", of.token("version"));

            case "aws:rds/instance:Instance" ->
                Map.of(
                        "arn", of.arn("rds", "db:" + of.given("identifier")),
                        "identifier", of.token("identifier"),
                        "address", of.token("address"),
                        "endpoint", of.token("address") + ":" + POSTGRES,
                        "port", POSTGRES,
                        "hostedZoneId", of.token("hostedZoneId"),
                        "resourceId", of.token("resourceId"),
                        "status", "available",
                        "masterUserSecrets", of.masterUserSecrets());
            case "aws:rds/cluster:Cluster" ->
                Map.of(
                        "arn", of.arn("rds", "cluster:" + of.given("clusterIdentifier")),
                        "clusterIdentifier", of.token("clusterIdentifier"),
                        "endpoint", of.token("endpoint"),
                        "readerEndpoint", of.token("readerEndpoint"),
                        "port", POSTGRES,
                        "hostedZoneId", of.token("hostedZoneId"),
                        "clusterResourceId", of.token("clusterResourceId"),
                        "masterUserSecrets", of.masterUserSecrets());
            case "aws:rds/clusterInstance:ClusterInstance" ->
                Map.of(
                        "arn", of.arn("rds", "db:" + of.given("identifier")),
                        "identifier", of.token("identifier"),
                        "endpoint", of.token("endpoint"),
                        "port", POSTGRES,
                        "dbiResourceId", of.token("dbiResourceId"));
            case "aws:rds/proxy:Proxy" ->
                Map.of(
                        "arn", of.arn("rds", "db-proxy:" + of.token("proxyId")),
                        "endpoint", of.token("endpoint"));
            case "aws:rds/proxyEndpoint:ProxyEndpoint" ->
                Map.of(
                        "arn", of.arn("rds", "db-proxy-endpoint:" + of.token("endpointId")),
                        "endpoint", of.token("endpoint"),
                        "vpcId", of.token("vpcId"));
            case "aws:rds/subnetGroup:SubnetGroup" -> Map.of("arn", of.arn("rds", "subgrp:" + of.given("name")));
            case "aws:rds/parameterGroup:ParameterGroup" -> Map.of("arn", of.arn("rds", "pg:" + of.given("name")));
            case "aws:rds/clusterParameterGroup:ClusterParameterGroup" ->
                Map.of("arn", of.arn("rds", "cluster-pg:" + of.given("name")));

            case "aws:secretsmanager/secret:Secret" ->
                Map.of("arn", of.arn("secretsmanager", "secret:" + of.given("name")));
            case "aws:secretsmanager/secretVersion:SecretVersion" ->
                Map.of(
                        "arn", of.arn("secretsmanager", "secret:" + of.token("name")),
                        "versionId", of.token("versionId"));
            case "aws:ssm/parameter:Parameter" ->
                Map.of("arn", of.arn("ssm", "parameter/" + of.given("name")), "version", 1);

            case "aws:ec2/vpc:Vpc" ->
                Map.of(
                        "arn", of.arn("ec2", "vpc/" + of.token("id")),
                        "mainRouteTableId", of.token("mainRouteTableId"),
                        "defaultRouteTableId", of.token("defaultRouteTableId"),
                        "defaultSecurityGroupId", of.token("defaultSecurityGroupId"),
                        "defaultNetworkAclId", of.token("defaultNetworkAclId"),
                        "cidrBlock", of.token("cidrBlock"),
                        "ownerId", of.account());
            case "aws:ec2/subnet:Subnet" ->
                Map.of(
                        "arn", of.arn("ec2", "subnet/" + of.token("id")),
                        "availabilityZone", of.token("availabilityZone"));
            case "aws:ec2/securityGroup:SecurityGroup" ->
                Map.of("arn", of.arn("ec2", "security-group/" + of.token("id")), "ownerId", of.account());
            case "aws:ec2/eip:Eip" ->
                Map.of(
                        "allocationId", of.token("allocationId"),
                        "publicIp", of.token("publicIp"),
                        "publicDns", of.token("publicDns"));
            case "aws:ec2/natGateway:NatGateway" ->
                Map.of(
                        "publicIp", of.token("publicIp"),
                        "privateIp", of.token("privateIp"),
                        "networkInterfaceId", of.token("networkInterfaceId"));
            case "aws:ec2/vpcEndpoint:VpcEndpoint" ->
                Map.of(
                        "arn", of.arn("ec2", "vpc-endpoint/" + of.token("id")),
                        "dnsEntries",
                                List.of(Map.of(
                                        "dnsName", of.token("dnsName"), "hostedZoneId", of.token("hostedZoneId"))),
                        "networkInterfaceIds", List.of(of.token("networkInterfaceId")),
                        "prefixListId", of.token("prefixListId"),
                        "state", "available");

            case "aws:ec2/vpcEndpointService:VpcEndpointService" ->
                Map.of(
                        "arn",
                        of.arn("ec2", "vpc-endpoint-service/" + of.token("id")),
                        "serviceName",
                        "com.amazonaws.vpce." + of.region() + "." + of.token("id"));

            case "aws:lb/loadBalancer:LoadBalancer" ->
                Map.of(
                        "arn",
                                of.arn(
                                        "elasticloadbalancing",
                                        "loadbalancer/app/" + of.given("name") + "/" + of.token("hash")),
                        "arnSuffix", "app/" + of.given("name") + "/" + of.token("hash"),
                        "dnsName", of.token("dnsName"),
                        "zoneId", of.token("zoneId"),
                        "vpcId", of.token("vpcId"));
            case "aws:lb/targetGroup:TargetGroup" ->
                Map.of(
                        "arn",
                        of.arn("elasticloadbalancing", "targetgroup/" + of.given("name") + "/" + of.token("hash")),
                        "arnSuffix",
                        "targetgroup/" + of.given("name") + "/" + of.token("hash"));
            case "aws:lb/listener:Listener" ->
                Map.of("arn", of.arn("elasticloadbalancing", "listener/app/" + of.token("hash")));
            case "aws:acm/certificate:Certificate" ->
                Map.of(
                        "arn", of.arn("acm", "certificate/" + of.token("id")),
                        "status", "ISSUED",
                        "domainValidationOptions",
                                List.of(Map.of(
                                        "domainName", of.given("domainName"),
                                        "resourceRecordName", of.token("resourceRecordName"),
                                        "resourceRecordType", "CNAME",
                                        "resourceRecordValue", of.token("resourceRecordValue"))));
            case "aws:route53/record:Record" -> Map.of("fqdn", of.given("name"));
            case "aws:route53/zone:Zone" ->
                Map.of(
                        "arn", "arn:aws:route53:::hostedzone/" + of.token("zoneId"),
                        "zoneId", of.token("zoneId"),
                        "nameServers", List.of(of.token("nameServer")));

            case "aws:ecr/repository:Repository" ->
                Map.of(
                        "arn", of.arn("ecr", "repository/" + of.given("name")),
                        "registryId", of.account(),
                        "repositoryUrl",
                                of.account() + ".dkr.ecr." + of.region() + ".amazonaws.com/" + of.given("name"));
            case "aws:ecs/cluster:Cluster" -> Map.of("arn", of.arn("ecs", "cluster/" + of.given("name")));
            case "aws:ecs/taskDefinition:TaskDefinition" ->
                Map.of(
                        "arn", of.arn("ecs", "task-definition/" + of.given("family") + ":1"),
                        "arnWithoutRevision", of.arn("ecs", "task-definition/" + of.given("family")),
                        "revision", 1);
            case "aws:appautoscaling/target:Target" ->
                Map.of("arn", of.arn("application-autoscaling", "scalable-target/" + of.token("id")));

            case "aws:lambda/function:Function" ->
                Map.of(
                        "arn", of.arn("lambda", "function:" + of.given("name")),
                        "version", "1",
                        "qualifiedArn", of.arn("lambda", "function:" + of.given("name") + ":1"),
                        "invokeArn", of.invocation("function:" + of.given("name")),
                        "lastModified", of.token("lastModified"));
            case "aws:lambda/alias:Alias" ->
                Map.of(
                        "arn", of.arn("lambda", "function:" + of.token("functionName") + ":" + of.given("name")),
                        "invokeArn", of.invocation("function:" + of.token("functionName") + ":" + of.given("name")));
            case "aws:lambda/functionUrl:FunctionUrl" ->
                Map.of(
                        "functionArn", of.arn("lambda", "function:" + of.token("functionName")),
                        "functionUrl", "https://" + of.token("urlId") + ".lambda-url." + of.region() + ".on.aws/",
                        "urlId", of.token("urlId"));
            case "aws:lambda/layerVersion:LayerVersion" ->
                Map.of(
                        "arn", of.arn("lambda", "layer:" + of.given("layerName") + ":1"),
                        "layerArn", of.arn("lambda", "layer:" + of.given("layerName")),
                        "version", "1");
            case "aws:scheduler/schedule:Schedule" ->
                Map.of("arn", of.arn("scheduler", "schedule/default/" + of.given("name")));
            case "aws:scheduler/scheduleGroup:ScheduleGroup" ->
                Map.of("arn", of.arn("scheduler", "schedule-group/" + of.given("name")));

            case "aws:iam/role:Role" ->
                Map.of("arn", of.global("iam", "role/" + of.given("name")), "uniqueId", of.token("uniqueId"));
            case "aws:iam/policy:Policy" ->
                Map.of("arn", of.global("iam", "policy/" + of.given("name")), "policyId", of.token("policyId"));
            case "aws:iam/instanceProfile:InstanceProfile" ->
                Map.of("arn", of.global("iam", "instance-profile/" + of.given("name")));

            case "aws:cloudwatch/logGroup:LogGroup" -> Map.of("arn", of.arn("logs", "log-group:" + of.given("name")));
            case "aws:cloudwatch/metricAlarm:MetricAlarm" ->
                Map.of(
                        "arn", of.arn("cloudwatch", "alarm:" + of.given("name")),
                        "name", of.token("name"));
            case "aws:cloudwatch/dashboard:Dashboard" ->
                Map.of("dashboardArn", of.global("cloudwatch", "dashboard/" + of.given("dashboardName")));
            case "aws:cloudwatch/eventRule:EventRule" -> Map.of("arn", of.arn("events", "rule/" + of.given("name")));
            case "aws:sns/topic:Topic" -> Map.of("arn", of.arn("sns", of.given("name")), "owner", of.account());
            case "aws:glue/catalogDatabase:CatalogDatabase" ->
                Map.of("arn", of.arn("glue", "database/" + of.given("name")));
            case "aws:glue/catalogTable:CatalogTable" ->
                Map.of("arn", of.arn("glue", "table/" + of.token("databaseName") + "/" + of.given("name")));
            case "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream" ->
                Map.of("arn", of.arn("firehose", "deliverystream/" + of.given("name")));
            case "aws:pipes/pipe:Pipe" -> Map.of("arn", of.arn("pipes", "pipe/" + of.given("name")));
            case "aws:sqs/queue:Queue" ->
                Map.of(
                        "arn",
                        of.arn("sqs", of.given("name")),
                        "url",
                        "https://sqs." + of.region() + ".amazonaws.com/" + of.account() + "/" + of.given("name"));
            default -> Map.of();
        };
    }

    /** A resource that AWS is asked about. */
    private final class Asked {
        private final String type;
        private final String name;
        private final ObjectNode inputs;

        Asked(String type, String name, ObjectNode inputs) {
            this.type = type;
            this.name = name;
            this.inputs = inputs;
        }

        String type() {
            return type;
        }

        String account() {
            return account;
        }

        String region() {
            return region;
        }

        /** {@code rds} of {@code aws:rds/instance:Instance}. */
        String module() {
            return type.split("[:/]", 4)[1];
        }

        /** {@code instance} of {@code aws:rds/instance:Instance}. */
        String kind() {
            return type.split("[:/]", 4)[2];
        }

        /** Stands for a value that only AWS can say. */
        String token(String property) {
            return "${" + name + "." + property + "}";
        }

        /** What the program said itself, or a token. */
        String given(String property) {
            JsonNode value = inputs.path(property);
            return value.isTextual() ? value.textValue() : token(property);
        }

        String arn(String service, String what) {
            return "arn:" + PARTITION + ":" + service + ":" + region + ":" + account + ":" + what;
        }

        /** The ARN of what is in no region. */
        String global(String service, String what) {
            return "arn:" + PARTITION + ":" + service + "::" + account + ":" + what;
        }

        String invocation(String function) {
            return "arn:aws:apigateway:" + region + ":lambda:path/2015-03-31/functions/" + arn("lambda", function)
                    + "/invocations";
        }

        List<Map<String, String>> masterUserSecrets() {
            return List.of(Map.of(
                    "secretArn", arn("secretsmanager", "secret:" + token("masterUserSecret")),
                    "kmsKeyId", token("masterUserSecretKmsKeyId"),
                    "secretStatus", "active"));
        }
    }
}
