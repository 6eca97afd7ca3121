package io.hakiri.deploy.container;

import com.pulumi.aws.lb.Listener;
import com.pulumi.aws.lb.ListenerArgs;
import com.pulumi.aws.lb.LoadBalancer;
import com.pulumi.aws.lb.LoadBalancerArgs;
import com.pulumi.aws.lb.TargetGroup;
import com.pulumi.aws.lb.TargetGroupArgs;
import com.pulumi.aws.lb.inputs.ListenerDefaultActionArgs;
import com.pulumi.aws.lb.inputs.TargetGroupHealthCheckArgs;
import com.pulumi.core.Output;
import io.hakiri.deploy.network.Group;
import io.hakiri.deploy.network.Network;
import io.hakiri.deploy.piece.Piece;
import io.hakiri.deployment.Endpoints;
import java.util.List;

/** The way to the API from within the network: TLS up to here, and only for who is in the group of callers. */
public final class InternalBalancer extends Piece {
    private static final int HTTPS = 443;
    private static final String TLS = "ELBSecurityPolicy-TLS13-1-2-2021-06";
    private static final int LEAVES_WITHIN_SECONDS = 15;
    private static final int HEALTH_SECONDS = 10;

    private final LoadBalancer balancer;
    private final TargetGroup targets;
    private final Listener listener;
    private final Group group;
    private final Group callers;

    /**
     * Makes it.
     *
     * @param balancerName among those of the account, 32 characters at most
     * @param certificate ARN
     */
    public InternalBalancer(String name, String balancerName, Network network, String certificate, boolean protect) {
        super("InternalBalancer", name);
        callers = new Group(name("callers"), network, "Who may call the API");
        group = new Group(name, network, "The load balancer of the API");
        callers.mayReach(group, HTTPS);
        balancer = new LoadBalancer(
                name,
                LoadBalancerArgs.builder()
                        .name(balancerName)
                        .internal(true)
                        .loadBalancerType("application")
                        .subnets(network.subnets())
                        .securityGroups(group.id().applyValue(List::of))
                        .dropInvalidHeaderFields(true)
                        .enableDeletionProtection(protect)
                        .build(),
                mine());
        targets = new TargetGroup(
                name("targets"),
                TargetGroupArgs.builder()
                        .name(balancerName)
                        .vpcId(network.id())
                        .targetType("ip")
                        .port(Endpoints.PORT)
                        .protocol("HTTP")
                        .deregistrationDelay(LEAVES_WITHIN_SECONDS)
                        .healthCheck(TargetGroupHealthCheckArgs.builder()
                                .path(Endpoints.READY)
                                .matcher("200")
                                .interval(HEALTH_SECONDS)
                                .healthyThreshold(2)
                                .unhealthyThreshold(3)
                                .build())
                        .build(),
                mine());
        listener = new Listener(
                name("listener"),
                ListenerArgs.builder()
                        .loadBalancerArn(balancer.arn())
                        .port(HTTPS)
                        .protocol("HTTPS")
                        .sslPolicy(TLS)
                        .certificateArn(certificate)
                        .defaultActions(ListenerDefaultActionArgs.builder()
                                .type("forward")
                                .targetGroupArn(targets.arn())
                                .build())
                        .build(),
                mine());
        done();
    }

    /** Where tasks are entered. */
    Output<String> targets() {
        return targets.arn();
    }

    /** What has to be there before tasks are. */
    Listener listener() {
        return listener;
    }

    /** The group that it is in. */
    public Group group() {
        return group;
    }

    /** Id of the group that a caller has to be in. */
    public Output<String> callers() {
        return callers.id();
    }

    /** Its host name, for an alias of the certificate's name. */
    public Output<String> host() {
        return balancer.dnsName();
    }

    /** What its figures are found by. */
    public Output<String> figures() {
        return balancer.arnSuffix();
    }
}
