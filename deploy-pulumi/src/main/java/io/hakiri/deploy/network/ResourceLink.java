package io.hakiri.deploy.network;

import com.pulumi.aws.ec2.VpcEndpoint;
import com.pulumi.aws.ec2.VpcEndpointArgs;
import com.pulumi.aws.ram.PrincipalAssociation;
import com.pulumi.aws.ram.PrincipalAssociationArgs;
import com.pulumi.aws.ram.ResourceAssociation;
import com.pulumi.aws.ram.ResourceAssociationArgs;
import com.pulumi.aws.ram.ResourceShare;
import com.pulumi.aws.ram.ResourceShareArgs;
import com.pulumi.aws.vpclattice.ResourceConfiguration;
import com.pulumi.aws.vpclattice.ResourceConfigurationArgs;
import com.pulumi.aws.vpclattice.ResourceGateway;
import com.pulumi.aws.vpclattice.ResourceGatewayArgs;
import com.pulumi.aws.vpclattice.inputs.ResourceConfigurationResourceConfigurationDefinitionArgs;
import com.pulumi.aws.vpclattice.inputs.ResourceConfigurationResourceConfigurationDefinitionArnResourceArgs;
import com.pulumi.core.Output;
import io.hakiri.deploy.piece.Piece;
import java.util.List;
import java.util.Map;

/**
 * A way to a database in another network, by a resource endpoint of PrivateLink: it knows the database by its ARN, and so follows it in a
 * failover. In the runtime's network the database's own host name leads to the endpoint, so that TLS and logins by IAM are as without it.
 */
public final class ResourceLink extends Piece {
    private final Group endpoint;

    /**
     * Makes it.
     *
     * @param home the database's network
     * @param gateway the group that the resource gateway is in there, which the database lets in
     * @param database its ARN
     * @param from the runtime's network
     * @param accounts others that may make endpoints to it
     */
    public ResourceLink(
            String name, Network home, Group gateway, Output<String> database, Network from, List<String> accounts) {
        super("ResourceLink", name);
        ResourceGateway entrance = new ResourceGateway(
                name("gateway"),
                ResourceGatewayArgs.builder()
                        .vpcId(home.id())
                        .subnetIds(home.subnets())
                        .securityGroupIds(gateway.id().applyValue(List::of))
                        .ipAddressType("IPV4")
                        .build(),
                mine());
        ResourceConfiguration target = new ResourceConfiguration(
                name,
                ResourceConfigurationArgs.builder()
                        .type("ARN")
                        .resourceGatewayIdentifier(entrance.id())
                        .resourceConfigurationDefinition(
                                ResourceConfigurationResourceConfigurationDefinitionArgs.builder()
                                        .arnResource(
                                                ResourceConfigurationResourceConfigurationDefinitionArnResourceArgs
                                                        .builder()
                                                        .arn(database)
                                                        .build())
                                        .build())
                        .build(),
                mine());
        endpoint = new Group(name("endpoint"), from, "Endpoint of the database");
        new VpcEndpoint(
                name("endpoint"),
                VpcEndpointArgs.builder()
                        .vpcId(from.id())
                        .vpcEndpointType("Resource")
                        .resourceConfigurationArn(target.arn())
                        .subnetIds(from.subnets())
                        .securityGroupIds(endpoint.id().applyValue(List::of))
                        .privateDnsEnabled(true)
                        .tags(Map.of("Name", name))
                        .build(),
                mine());
        if (!accounts.isEmpty()) {
            share(target, accounts);
        }
        done();
    }

    private void share(ResourceConfiguration target, List<String> accounts) {
        ResourceShare share = new ResourceShare(
                name("share"),
                ResourceShareArgs.builder()
                        .name(name("share"))
                        .allowExternalPrincipals(true)
                        .build(),
                mine());
        new ResourceAssociation(
                name("shared"),
                ResourceAssociationArgs.builder()
                        .resourceShareArn(share.arn())
                        .resourceArn(target.arn())
                        .build(),
                mine());
        for (String account : accounts) {
            new PrincipalAssociation(
                    name("share-" + account),
                    PrincipalAssociationArgs.builder()
                            .resourceShareArn(share.arn())
                            .principal(account)
                            .build(),
                    mine());
        }
    }

    /** What a caller in the runtime's network has to reach. */
    public Group endpoint() {
        return endpoint;
    }
}
