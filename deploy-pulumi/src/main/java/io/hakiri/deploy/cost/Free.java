package io.hakiri.deploy.cost;

import java.util.Set;

/** Types of resources that cost nothing by themselves, or so little that no bill shows it. */
final class Free {
    private static final Set<String> TYPES = Set.of(
            "aws:appautoscaling/policy:Policy",
            "aws:appautoscaling/target:Target",
            "aws:cloudwatch/logStream:LogStream",
            "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
            "aws:ec2/internetGateway:InternetGateway",
            "aws:ec2/route:Route",
            "aws:ec2/routeTable:RouteTable",
            "aws:ec2/routeTableAssociation:RouteTableAssociation",
            "aws:ec2/securityGroup:SecurityGroup",
            "aws:ec2/subnet:Subnet",
            "aws:ec2/vpc:Vpc",
            // who has the endpoint pays for it
            "aws:ec2/vpcEndpointService:VpcEndpointService",
            // the first million objects of an account's catalog
            "aws:glue/catalogDatabase:CatalogDatabase",
            "aws:glue/catalogTable:CatalogTable",
            "aws:iam/role:Role",
            "aws:iam/rolePolicy:RolePolicy",
            "aws:kms/alias:Alias",
            "aws:lambda/alias:Alias",
            "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
            "aws:lambda/functionRecursionConfig:FunctionRecursionConfig",
            "aws:lambda/functionUrl:FunctionUrl",
            // the function it invokes is on the bill
            "aws:lambda/invocation:Invocation",
            "aws:lambda/permission:Permission",
            "aws:lb/listener:Listener",
            "aws:lb/targetGroup:TargetGroup",
            "aws:lb/targetGroupAttachment:TargetGroupAttachment",
            "aws:ram/principalAssociation:PrincipalAssociation",
            "aws:ram/resourceAssociation:ResourceAssociation",
            "aws:ram/resourceShare:ResourceShare",
            "aws:rds/clusterParameterGroup:ClusterParameterGroup",
            "aws:rds/parameterGroup:ParameterGroup",
            "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup",
            "aws:rds/proxyTarget:ProxyTarget",
            "aws:rds/subnetGroup:SubnetGroup",
            // names that lead to something of AWS are answered for nothing
            "aws:route53/record:Record",
            "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
            "aws:s3/bucketObjectLockConfigurationV2:BucketObjectLockConfigurationV2",
            "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
            "aws:s3/bucketPolicy:BucketPolicy",
            "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
            "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
            "aws:s3/bucketVersioningV2:BucketVersioningV2",
            "aws:secretsmanager/secretRotation:SecretRotation",
            "aws:secretsmanager/secretVersion:SecretVersion",
            // a thousand mails a month
            "aws:sns/topic:Topic",
            "aws:sns/topicPolicy:TopicPolicy",
            "aws:sns/topicSubscription:TopicSubscription",
            // by the request, of which there are only those that follow a failure
            "aws:sqs/queue:Queue",
            "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
            "aws:vpclattice/resourceConfiguration:ResourceConfiguration");

    private Free() {}

    static boolean is(String type) {
        return TYPES.contains(type);
    }
}
