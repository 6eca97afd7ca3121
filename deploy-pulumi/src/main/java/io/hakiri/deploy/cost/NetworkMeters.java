package io.hakiri.deploy.cost;

import io.hakiri.deploy.cost.Usage.Figure;
import io.hakiri.deploy.preview.Resource;
import java.math.BigDecimal;
import java.util.Map;

/** Endpoints, NAT gateways, load balancers: what is paid by the hour, and a little by what goes through. */
final class NetworkMeters {
    private static final String BALANCER = "aws:lb/loadBalancer:LoadBalancer";
    private static final String ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
    private static final String NAT = "aws:ec2/natGateway:NatGateway";

    private static final BigDecimal SECONDS_OF_A_DAY = new BigDecimal(86_400);

    /** New connections a second that one unit of an application load balancer stands for. */
    private static final BigDecimal CONNECTIONS_OF_A_UNIT = new BigDecimal(25);

    private NetworkMeters() {}

    static Map<String, Meter> all() {
        return Map.of(
                ENDPOINT,
                NetworkMeters::endpoint,
                NAT,
                NetworkMeters::nat,
                "aws:ec2/eip:Eip",
                NetworkMeters::address,
                BALANCER,
                NetworkMeters::balancer,
                "aws:vpclattice/resourceGateway:ResourceGateway",
                NetworkMeters::gateway,
                "aws:route53/zone:Zone",
                NetworkMeters::zone);
    }

    private static void endpoint(Resource endpoint, Bill bill) {
        Month month = bill.month();
        switch (endpoint.inputs().path("vpcEndpointType").asText("Gateway")) {
            case "Interface" -> {
                boolean isLink = endpoint.inputs().path("serviceName").asText().startsWith("com.amazonaws.vpce.");
                Area area = isLink ? Area.LINK : Area.ENDPOINTS;
                bill.fixed(
                        endpoint,
                        area,
                        "interface endpoints, in each zone",
                        "endpoint.interface.hour",
                        Month.hours(endpoint.inputs().path("subnetIds").size()));
                if (isLink) {
                    bill.growing(endpoint, area, "through endpoints", "endpoint.interface.gb", month.catalogGb());
                } else if (endpoint.inputs().path("serviceName").asText().endsWith(".logs")) {
                    // of what goes through endpoints, logs are by far the most: images and data take the gateway to S3
                    bill.growing(endpoint, area, "through endpoints", "endpoint.interface.gb", month.of(Figure.LOG_GB));
                }
            }
            case "Resource" -> {
                bill.fixed(endpoint, Area.LINK, "resource endpoint", "endpoint.resource.hour", Month.HOURS);
                bill.growing(
                        endpoint,
                        Area.LINK,
                        "through the resource endpoint",
                        "endpoint.resource.gb",
                        month.catalogGb());
            }
            default -> {
                // a gateway endpoint costs nothing
            }
        }
    }

    private static void gateway(Resource gateway, Bill bill) {
        bill.growing(
                gateway,
                Area.LINK,
                "through the resource gateway",
                "lattice.resource.gb",
                bill.month().catalogGb());
    }

    /** What runs move comes from outside, or goes there: half of it at least by way of S3, which has a gateway of its own. */
    private static void nat(Resource nat, Bill bill) {
        bill.fixed(nat, Area.NAT, "gateways", "nat.hour", Month.HOURS);
        BigDecimal gateways = BigDecimal.valueOf(bill.graph().ofType(NAT).size());
        BigDecimal outside = Month.over(bill.month().movedGb(), BigDecimal.TWO);
        bill.growing(nat, Area.NAT, "through gateways", "nat.gb", Month.over(outside, gateways));
    }

    private static void address(Resource address, Bill bill) {
        bill.fixed(address, Area.NAT, "public addresses", "ipv4.hour", Month.HOURS);
    }

    private static void balancer(Resource balancer, Bill bill) {
        if (balancer.inputs().path("loadBalancerType").asText("application").equals("network")) {
            bill.fixed(balancer, Area.LINK, "network load balancer", "nlb.hour", Month.HOURS);
            // a unit is a GB in an hour
            bill.growing(
                    balancer,
                    Area.LINK,
                    "network load balancer, units",
                    "nlb.lcu-hour",
                    bill.month().catalogGb());
            return;
        }
        bill.fixed(balancer, Area.BALANCER, "application load balancer", "alb.hour", Month.HOURS);
        BigDecimal perSecond = Month.over(bill.month().of(Figure.API_REQUESTS_PER_DAY), SECONDS_OF_A_DAY);
        bill.growing(
                balancer,
                Area.BALANCER,
                "application load balancer, units",
                "alb.lcu-hour",
                Month.over(perSecond.multiply(Month.HOURS), CONNECTIONS_OF_A_UNIT));
    }

    private static void zone(Resource zone, Bill bill) {
        bill.fixed(zone, Area.LINK, "zones of names", "route53.zone-month", BigDecimal.ONE);
    }
}
