package io.hakiri.deploy.network;

import com.pulumi.aws.ec2.Eip;
import com.pulumi.aws.ec2.EipArgs;
import com.pulumi.aws.ec2.InternetGateway;
import com.pulumi.aws.ec2.InternetGatewayArgs;
import com.pulumi.aws.ec2.NatGateway;
import com.pulumi.aws.ec2.NatGatewayArgs;
import com.pulumi.aws.ec2.Route;
import com.pulumi.aws.ec2.RouteArgs;
import com.pulumi.aws.ec2.RouteTable;
import com.pulumi.aws.ec2.RouteTableArgs;
import com.pulumi.aws.ec2.RouteTableAssociation;
import com.pulumi.aws.ec2.RouteTableAssociationArgs;
import com.pulumi.aws.ec2.Subnet;
import com.pulumi.aws.ec2.SubnetArgs;
import com.pulumi.core.Output;
import io.hakiri.deploy.piece.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A way out to any address, and none in: NAT gateways, in subnets that have nothing else in them. */
public final class NatEgress extends Piece {
    /** All addresses. */
    public static final String ANYWHERE = "0.0.0.0/0";

    /**
     * Makes it.
     *
     * @param everyZone whether each zone has a gateway of its own, so that none depends on another
     */
    public NatEgress(String name, Network network, boolean everyZone) {
        super("NatEgress", name);
        InternetGateway internet = new InternetGateway(
                name, InternetGatewayArgs.builder().vpcId(network.id()).build(), mine());
        RouteTable routes = new RouteTable(
                name("public-routes"),
                RouteTableArgs.builder().vpcId(network.id()).build(),
                mine());
        new Route(
                name("public-out"),
                RouteArgs.builder()
                        .routeTableId(routes.id())
                        .destinationCidrBlock(ANYWHERE)
                        .gatewayId(internet.id())
                        .build(),
                mine());
        List<Output<String>> gateways = new ArrayList<>();
        for (int i = 0; i < (everyZone ? network.zones().size() : 1); i++) {
            gateways.add(gateway(network, i, routes, internet));
        }
        for (int i = 0; i < network.zones().size(); i++) {
            new Route(
                    name("out-" + network.zones().get(i)),
                    RouteArgs.builder()
                            .routeTableId(network.routeTable(i))
                            .destinationCidrBlock(ANYWHERE)
                            .natGatewayId(gateways.get(everyZone ? i : 0))
                            .build(),
                    mine());
        }
        done();
    }

    private Output<String> gateway(Network network, int zone, RouteTable routes, InternetGateway internet) {
        String part = "public-" + network.zones().get(zone);
        Subnet subnet = new Subnet(
                name(part),
                SubnetArgs.builder()
                        .vpcId(network.id())
                        .availabilityZone(network.zones().get(zone))
                        .cidrBlock(network.spare(zone))
                        .mapPublicIpOnLaunch(false)
                        .tags(Map.of("Name", name(part)))
                        .build(),
                mine());
        new RouteTableAssociation(
                name(part + "-routed"),
                RouteTableAssociationArgs.builder()
                        .subnetId(subnet.id())
                        .routeTableId(routes.id())
                        .build(),
                mine());
        Eip address =
                new Eip(name(part + "-address"), EipArgs.builder().domain("vpc").build(), mine());
        return new NatGateway(
                        name(part + "-gateway"),
                        NatGatewayArgs.builder()
                                .subnetId(subnet.id())
                                .allocationId(address.allocationId())
                                .tags(Map.of("Name", name(part)))
                                .build(),
                        after(internet))
                .id();
    }
}
