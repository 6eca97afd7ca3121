package io.hakiri.deploy.network;

import com.pulumi.aws.ec2.DefaultSecurityGroup;
import com.pulumi.aws.ec2.DefaultSecurityGroupArgs;
import com.pulumi.aws.ec2.RouteTable;
import com.pulumi.aws.ec2.RouteTableArgs;
import com.pulumi.aws.ec2.RouteTableAssociation;
import com.pulumi.aws.ec2.RouteTableAssociationArgs;
import com.pulumi.aws.ec2.Subnet;
import com.pulumi.aws.ec2.SubnetArgs;
import com.pulumi.aws.ec2.Vpc;
import com.pulumi.aws.ec2.VpcArgs;
import com.pulumi.core.Output;
import io.hakiri.deploy.piece.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A network with a private subnet in each zone, from which no way leads out until another piece makes one. */
public final class Network extends Piece {
    private final Vpc vpc;
    private final List<Output<String>> subnets = new ArrayList<>();
    private final List<Output<String>> routeTables = new ArrayList<>();
    private final List<String> zones;
    private final String cidr;

    /**
     * Makes it.
     *
     * @param cidr its addresses, of which each zone gets a sixteenth
     */
    public Network(String name, String cidr, List<String> zones) {
        super("Network", name);
        this.cidr = cidr;
        this.zones = List.copyOf(zones);
        vpc = new Vpc(
                name,
                VpcArgs.builder()
                        .cidrBlock(cidr)
                        .enableDnsHostnames(true)
                        .enableDnsSupport(true)
                        .tags(Map.of("Name", name))
                        .build(),
                mine());
        // whatever is put into it by mistake reaches nothing
        new DefaultSecurityGroup(
                name("default"),
                DefaultSecurityGroupArgs.builder().vpcId(vpc.id()).build(),
                mine());
        for (int i = 0; i < zones.size(); i++) {
            addZone(zones.get(i), i);
        }
        done();
    }

    private void addZone(String zone, int index) {
        Subnet subnet = new Subnet(
                name("private-" + zone),
                SubnetArgs.builder()
                        .vpcId(vpc.id())
                        .availabilityZone(zone)
                        .cidrBlock(Blocks.of(cidr, index))
                        .mapPublicIpOnLaunch(false)
                        .tags(Map.of("Name", name("private-" + zone)))
                        .build(),
                mine());
        RouteTable routes = new RouteTable(
                name("routes-" + zone),
                RouteTableArgs.builder()
                        .vpcId(vpc.id())
                        .tags(Map.of("Name", name("private-" + zone)))
                        .build(),
                mine());
        new RouteTableAssociation(
                name("routed-" + zone),
                RouteTableAssociationArgs.builder()
                        .subnetId(subnet.id())
                        .routeTableId(routes.id())
                        .build(),
                mine());
        subnets.add(subnet.id());
        routeTables.add(routes.id());
    }

    /** Its id. */
    public Output<String> id() {
        return vpc.id();
    }

    /** Ids of its private subnets, one for each zone. */
    public Output<List<String>> subnets() {
        return Output.all(subnets);
    }

    /** Ids of their route tables. */
    public Output<List<String>> routeTables() {
        return Output.all(routeTables);
    }

    /** Of one zone. */
    Output<String> routeTable(int zone) {
        return routeTables.get(zone);
    }

    /** Where it is. */
    List<String> zones() {
        return zones;
    }

    /** Addresses that no private subnet has, for a subnet of another kind in a zone. */
    String spare(int zone) {
        return Blocks.of(cidr, Blocks.PARTS / 2 + zone);
    }
}
