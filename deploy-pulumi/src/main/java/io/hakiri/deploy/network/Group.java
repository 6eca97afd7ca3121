package io.hakiri.deploy.network;

import com.pulumi.aws.ec2.SecurityGroup;
import com.pulumi.aws.ec2.SecurityGroupArgs;
import com.pulumi.aws.vpc.SecurityGroupEgressRule;
import com.pulumi.aws.vpc.SecurityGroupEgressRuleArgs;
import com.pulumi.aws.vpc.SecurityGroupIngressRule;
import com.pulumi.aws.vpc.SecurityGroupIngressRuleArgs;
import com.pulumi.core.Output;
import io.hakiri.deploy.piece.Piece;
import java.util.Map;

/** A security group, and what it may reach: other groups by their name, one port each. By itself it reaches nothing. */
public final class Group extends Piece {
    private static final String TCP = "tcp";
    private static final int HTTPS = 443;

    private final String name;
    private final SecurityGroup group;

    /** @param description what is in it */
    public Group(String name, Network network, String description) {
        super("Group", name);
        this.name = name;
        group = new SecurityGroup(
                name("group"),
                SecurityGroupArgs.builder()
                        .vpcId(network.id())
                        .description(description)
                        .tags(Map.of("Name", name))
                        .build(),
                mine());
        done();
    }

    /** Its id. */
    public Output<String> id() {
        return group.id();
    }

    /** What is in this group may open connections to what is in the other, on a port. */
    public void mayReach(Group other, int port) {
        new SecurityGroupEgressRule(
                name("to-" + other.name),
                SecurityGroupEgressRuleArgs.builder()
                        .securityGroupId(group.id())
                        .referencedSecurityGroupId(other.group.id())
                        .ipProtocol(TCP)
                        .fromPort(port)
                        .toPort(port)
                        .description("to " + other.name)
                        .build(),
                mine());
        new SecurityGroupIngressRule(
                other.name("from-" + name),
                SecurityGroupIngressRuleArgs.builder()
                        .securityGroupId(other.group.id())
                        .referencedSecurityGroupId(group.id())
                        .ipProtocol(TCP)
                        .fromPort(port)
                        .toPort(port)
                        .description("from " + name)
                        .build(),
                other.mine());
    }

    /** Likewise, to a service of AWS that a gateway endpoint leads to. */
    public void mayReachService(String service, Output<String> prefixList) {
        new SecurityGroupEgressRule(
                name("to-" + service),
                SecurityGroupEgressRuleArgs.builder()
                        .securityGroupId(group.id())
                        .prefixListId(prefixList)
                        .ipProtocol(TCP)
                        .fromPort(HTTPS)
                        .toPort(HTTPS)
                        .description("to " + service)
                        .build(),
                mine());
    }

    /** Likewise, to a range of addresses: a proxy, or with {@link NatEgress} any. */
    public void mayReachAddresses(String part, String cidr, int port) {
        new SecurityGroupEgressRule(
                name("to-" + part),
                SecurityGroupEgressRuleArgs.builder()
                        .securityGroupId(group.id())
                        .cidrIpv4(cidr)
                        .ipProtocol(TCP)
                        .fromPort(port)
                        .toPort(port)
                        .description("to " + part)
                        .build(),
                mine());
    }
}
