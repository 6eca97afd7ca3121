package io.hakiri.deploy.network;

import com.pulumi.aws.ec2.Ec2Functions;
import com.pulumi.aws.ec2.VpcEndpoint;
import com.pulumi.aws.ec2.VpcEndpointArgs;
import com.pulumi.aws.ec2.VpcEndpointService;
import com.pulumi.aws.ec2.VpcEndpointServiceArgs;
import com.pulumi.aws.ec2.inputs.GetNetworkInterfaceArgs;
import com.pulumi.aws.ec2.inputs.GetNetworkInterfacesArgs;
import com.pulumi.aws.ec2.inputs.GetNetworkInterfacesFilterArgs;
import com.pulumi.aws.lb.Listener;
import com.pulumi.aws.lb.ListenerArgs;
import com.pulumi.aws.lb.LoadBalancer;
import com.pulumi.aws.lb.LoadBalancerArgs;
import com.pulumi.aws.lb.TargetGroup;
import com.pulumi.aws.lb.TargetGroupArgs;
import com.pulumi.aws.lb.TargetGroupAttachment;
import com.pulumi.aws.lb.TargetGroupAttachmentArgs;
import com.pulumi.aws.lb.inputs.ListenerDefaultActionArgs;
import com.pulumi.aws.lb.inputs.TargetGroupHealthCheckArgs;
import com.pulumi.aws.route53.Record;
import com.pulumi.aws.route53.RecordArgs;
import com.pulumi.aws.route53.Zone;
import com.pulumi.aws.route53.ZoneArgs;
import com.pulumi.aws.route53.inputs.RecordAliasArgs;
import com.pulumi.aws.route53.inputs.ZoneVpcArgs;
import com.pulumi.core.Output;
import io.hakiri.deploy.piece.Piece;
import java.util.List;
import java.util.Map;

/**
 * A way to a database in another network where there are no resource endpoints: a network load balancer before the network interfaces of
 * the database's hosts, as an endpoint service. Only the host that serves answers its health check, and so it follows a failover between
 * hosts that are there; where RDS replaces a host, its interface has another address, and {@code pulumi up} has to be run. In the runtime's
 * network the database's own host name leads to the endpoint.
 */
public final class BalancerLink extends Piece {
    private static final String TCP = "TCP";

    private final Group endpoint;

    /**
     * Makes it.
     *
     * @param balancerName among those of the account, 32 characters at most
     * @param home the database's network
     * @param balancer the group that the load balancer is in there, which the database lets in
     * @param databaseGroup the group of the database, by which its interfaces are found
     * @param database its ARN: it has to be there before its interfaces are looked for
     * @param host its name
     * @param hosts how many it has
     * @param from the runtime's network
     */
    public BalancerLink(
            String name,
            String balancerName,
            Network home,
            Group balancer,
            Group databaseGroup,
            Output<String> database,
            Output<String> host,
            int hosts,
            int port,
            Network from) {
        super("BalancerLink", name);
        LoadBalancer entrance = new LoadBalancer(
                name,
                LoadBalancerArgs.builder()
                        .name(balancerName)
                        .internal(true)
                        .loadBalancerType("network")
                        .subnets(home.subnets())
                        .securityGroups(balancer.id().applyValue(List::of))
                        .enforceSecurityGroupInboundRulesOnPrivateLinkTraffic("off")
                        .enableCrossZoneLoadBalancing(true)
                        .build(),
                mine());
        TargetGroup targets = new TargetGroup(
                name("targets"),
                TargetGroupArgs.builder()
                        .name(balancerName)
                        .vpcId(home.id())
                        .port(port)
                        .protocol(TCP)
                        .targetType("ip")
                        .preserveClientIp("false")
                        .healthCheck(TargetGroupHealthCheckArgs.builder()
                                .protocol(TCP)
                                .interval(10)
                                .build())
                        .build(),
                mine());
        for (int i = 0; i < hosts; i++) {
            new TargetGroupAttachment(
                    name("host-" + i),
                    TargetGroupAttachmentArgs.builder()
                            .targetGroupArn(targets.arn())
                            .targetId(address(databaseGroup, database, i))
                            .port(port)
                            .build(),
                    mine());
        }
        Listener listener = new Listener(
                name("listener"),
                ListenerArgs.builder()
                        .loadBalancerArn(entrance.arn())
                        .port(port)
                        .protocol(TCP)
                        .defaultActions(ListenerDefaultActionArgs.builder()
                                .type("forward")
                                .targetGroupArn(targets.arn())
                                .build())
                        .build(),
                mine());
        VpcEndpointService service = new VpcEndpointService(
                name("service"),
                VpcEndpointServiceArgs.builder()
                        .acceptanceRequired(false)
                        .networkLoadBalancerArns(entrance.arn().applyValue(List::of))
                        .tags(Map.of("Name", name))
                        .build(),
                after(listener));
        endpoint = new Group(name("endpoint"), from, "Endpoint of the database");
        VpcEndpoint exit = new VpcEndpoint(
                name("endpoint"),
                VpcEndpointArgs.builder()
                        .vpcId(from.id())
                        .vpcEndpointType("Interface")
                        .serviceName(service.serviceName())
                        .subnetIds(from.subnets())
                        .securityGroupIds(endpoint.id().applyValue(List::of))
                        .tags(Map.of("Name", name))
                        .build(),
                mine());
        name(host, exit, from);
        done();
    }

    /** Of the i-th interface that the database's group is on. */
    private static Output<String> address(Group group, Output<String> database, int index) {
        Output<List<String>> interfaces = Output.tuple(group.id(), database)
                .apply(both -> Ec2Functions.getNetworkInterfaces(GetNetworkInterfacesArgs.builder()
                        .filters(GetNetworkInterfacesFilterArgs.builder()
                                .name("group-id")
                                .values(both.t1)
                                .build())
                        .build()))
                .applyValue(found -> found.ids().stream().sorted().toList());
        return interfaces.apply(ids -> Ec2Functions.getNetworkInterface(
                        GetNetworkInterfaceArgs.builder().id(ids.get(index)).build())
                .applyValue(found -> found.privateIp()));
    }

    /** A zone of that one name: all others of its domain stay what they are. */
    private void name(Output<String> host, VpcEndpoint exit, Network from) {
        Zone zone = new Zone(
                name("zone"),
                ZoneArgs.builder()
                        .name(host)
                        .vpcs(ZoneVpcArgs.builder().vpcId(from.id()).build())
                        .build(),
                mine());
        new Record(
                name("name"),
                RecordArgs.builder()
                        .zoneId(zone.zoneId())
                        .name(host)
                        .type("A")
                        .aliases(RecordAliasArgs.builder()
                                .name(exit.dnsEntries()
                                        .applyValue(entries ->
                                                entries.getFirst().dnsName().orElseThrow()))
                                .zoneId(exit.dnsEntries()
                                        .applyValue(entries -> entries.getFirst()
                                                .hostedZoneId()
                                                .orElseThrow()))
                                .evaluateTargetHealth(false)
                                .build())
                        .build(),
                mine());
    }

    /** What a caller in the runtime's network has to reach. */
    public Group endpoint() {
        return endpoint;
    }
}
