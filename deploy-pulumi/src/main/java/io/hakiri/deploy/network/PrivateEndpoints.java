package io.hakiri.deploy.network;

import com.pulumi.aws.ec2.VpcEndpoint;
import com.pulumi.aws.ec2.VpcEndpointArgs;
import io.hakiri.deploy.piece.Piece;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Private ways to AWS' own services. Gateways, which cost nothing, to those that have them (S3, DynamoDB); interfaces in each zone to the
 * others, by their usual names.
 */
public final class PrivateEndpoints extends Piece {
    /** A service's name begins with it, and goes on with the region. */
    private static final String AWS = "com.amazonaws.";

    private final Group group;
    private final Map<String, VpcEndpoint> gateways = new LinkedHashMap<>();

    /**
     * Makes them.
     *
     * @param gateways services by their short name: {@code s3}, {@code dynamodb}
     * @param interfaces likewise, such as {@code ecr.api}; none where there is another way out
     */
    public PrivateEndpoints(
            String name, Network network, String region, List<String> gateways, Set<String> interfaces) {
        super("PrivateEndpoints", name);
        for (String service : gateways) {
            this.gateways.put(
                    service,
                    new VpcEndpoint(
                            name(service),
                            VpcEndpointArgs.builder()
                                    .vpcId(network.id())
                                    .serviceName(AWS + region + "." + service)
                                    .vpcEndpointType("Gateway")
                                    .routeTableIds(network.routeTables())
                                    .tags(Map.of("Name", name(service)))
                                    .build(),
                            mine()));
        }
        group = new Group(name, network, "Endpoints of AWS services");
        for (String service : interfaces) {
            new VpcEndpoint(
                    name(service.replace('.', '-')),
                    VpcEndpointArgs.builder()
                            .vpcId(network.id())
                            .serviceName(AWS + region + "." + service)
                            .vpcEndpointType("Interface")
                            .privateDnsEnabled(true)
                            .subnetIds(network.subnets())
                            .securityGroupIds(group.id().applyValue(List::of))
                            .tags(Map.of("Name", name(service.replace('.', '-'))))
                            .build(),
                    mine());
        }
        done();
    }

    /** What is in the group may use all of them. */
    public void letIn(Group caller) {
        caller.mayReach(group, 443);
        gateways.forEach((service, endpoint) -> caller.mayReachService(service, endpoint.prefixListId()));
    }
}
