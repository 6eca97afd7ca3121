package io.hakiri.deploy;

import io.hakiri.deploy.network.Group;
import io.hakiri.deploy.network.NatEgress;
import io.hakiri.deploy.network.Network;
import io.hakiri.deploy.network.PrivateEndpoints;
import io.hakiri.deploy.settings.Settings;
import io.hakiri.deploy.settings.Settings.Egress;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The runtime's network, with the ways out that it is to have.
 *
 * @param endpoints what has to be there before anything in it reaches AWS
 */
record PrivateNetwork(Network network, PrivateEndpoints endpoints, Settings settings) {
    private static final int HTTPS = 443;

    /**
     * Makes it.
     *
     * @param needed services of AWS that the runtime asks, by the short names of their endpoints
     */
    static PrivateNetwork of(Settings settings, Set<String> needed) {
        Settings.Net net = settings.network();
        Network network = new Network("network", net.cidr(), net.zones());
        Set<String> interfaces = new TreeSet<>(net.privateServices());
        if (net.egress() == Egress.NAT) {
            new NatEgress("egress", network, settings.isProduction());
        } else {
            interfaces.addAll(needed);
        }
        List<String> gateways = settings.topology().hasDatabase() ? List.of("s3") : List.of("s3", "dynamodb");
        return new PrivateNetwork(
                network, new PrivateEndpoints("endpoints", network, settings.region(), gateways, interfaces), settings);
    }

    /** A group of something that runs in it, with the ways out. */
    Group group(String name, String description) {
        Group group = new Group(name, network, description);
        endpoints.letIn(group);
        Settings.Net net = settings.network();
        String proxy = net.proxy();
        if (net.egress() == Egress.NAT) {
            group.mayReachAddresses("anywhere", NatEgress.ANYWHERE, HTTPS);
        } else if (proxy != null) {
            group.mayReachAddresses("proxy", net.proxyCidr(), URI.create(proxy).getPort());
        }
        return group;
    }
}
