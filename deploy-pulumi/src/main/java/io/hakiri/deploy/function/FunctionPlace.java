package io.hakiri.deploy.function;

import com.pulumi.aws.lambda.FunctionArgs;
import com.pulumi.aws.lambda.inputs.FunctionVpcConfigArgs;
import com.pulumi.core.Output;
import io.hakiri.deploy.access.Account;
import io.hakiri.deploy.access.Policy;
import io.hakiri.deploy.network.Group;
import io.hakiri.deploy.network.Network;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a function runs in a network.
 *
 * @param group the security group of its processes
 */
public record FunctionPlace(Network network, Group group) {
    private static final List<String> LOOK = List.of(
            "ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs");
    private static final List<String> MAKE = List.of("ec2:CreateNetworkInterface");
    private static final List<String> CHANGE = List.of(
            "ec2:AssignPrivateIpAddresses",
            "ec2:CreateNetworkInterfacePermission",
            "ec2:DeleteNetworkInterface",
            "ec2:UnassignPrivateIpAddresses");

    /** What Lambda needs to put it there, by the function's role. */
    void allow(Policy policy, Account account) {
        Output<String> interfaces = account.arn("ec2", "network-interface/*");
        List<Output<String>> parts = new ArrayList<>();
        parts.add(interfaces);
        parts.add(
                Output.tuple(account.arn("ec2", "security-group/"), group.id()).applyValue(both -> both.t1 + both.t2));
        parts.add(account.arn("ec2", "subnet/*"));
        // EC2 knows no resources for what only looks
        policy.allow("NetworkLook", LOOK, Output.of("*"))
                .allow("NetworkMake", MAKE, parts)
                .allow("NetworkChange", CHANGE, interfaces);
    }

    void apply(FunctionArgs.Builder arguments) {
        arguments.vpcConfig(FunctionVpcConfigArgs.builder()
                .subnetIds(network.subnets())
                .securityGroupIds(group.id().applyValue(List::of))
                .build());
    }
}
