package io.hakiri.deploy.container;

import com.pulumi.aws.appautoscaling.Policy;
import com.pulumi.aws.appautoscaling.PolicyArgs;
import com.pulumi.aws.appautoscaling.Target;
import com.pulumi.aws.appautoscaling.TargetArgs;
import com.pulumi.aws.appautoscaling.inputs.PolicyTargetTrackingScalingPolicyConfigurationArgs;
import com.pulumi.aws.appautoscaling.inputs.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs;
import com.pulumi.aws.ecs.Service;
import com.pulumi.aws.ecs.ServiceArgs;
import com.pulumi.aws.ecs.inputs.ServiceDeploymentCircuitBreakerArgs;
import com.pulumi.aws.ecs.inputs.ServiceLoadBalancerArgs;
import com.pulumi.aws.ecs.inputs.ServiceNetworkConfigurationArgs;
import com.pulumi.core.Output;
import com.pulumi.resources.CustomResourceOptions;
import com.pulumi.resources.Resource;
import io.hakiri.deploy.network.Group;
import io.hakiri.deploy.network.Network;
import io.hakiri.deploy.piece.Piece;
import io.hakiri.deploy.settings.Settings;
import io.hakiri.deployment.Endpoints;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * As many tasks as there is work for, in the private subnets. New ones are started before old ones are told to end; where the new ones do not
 * become healthy, the old version stays.
 */
public final class Rollout extends Piece {
    private static final int GRACE_SECONDS = 60;
    private static final double BUSY_PERCENT = 60;
    private static final int GROW_AFTER_SECONDS = 60;
    private static final int SHRINK_AFTER_SECONDS = 300;

    private final Service service;

    /**
     * Makes it.
     *
     * @param serviceName within the cluster
     * @param balancer {@code null} where nobody calls the API
     * @param before what has to be done before this version may run
     */
    public Rollout(
            String name,
            String serviceName,
            Cluster cluster,
            Task task,
            Network network,
            Group group,
            @Nullable InternalBalancer balancer,
            Settings settings,
            Resource before) {
        super("Rollout", name);
        List<Resource> first = new ArrayList<>(List.of(before));
        ServiceArgs.Builder arguments = ServiceArgs.builder()
                .name(serviceName)
                .cluster(cluster.arn())
                .taskDefinition(task.arn())
                .launchType("FARGATE")
                .desiredCount(settings.service().tasks())
                .deploymentMinimumHealthyPercent(100)
                .deploymentMaximumPercent(200)
                .deploymentCircuitBreaker(ServiceDeploymentCircuitBreakerArgs.builder()
                        .enable(true)
                        .rollback(true)
                        .build())
                .enableExecuteCommand(false)
                .propagateTags("SERVICE")
                .waitForSteadyState(true)
                .networkConfiguration(ServiceNetworkConfigurationArgs.builder()
                        .subnets(network.subnets())
                        .securityGroups(group.id().applyValue(List::of))
                        .assignPublicIp(false)
                        .build());
        if (balancer != null) {
            first.add(balancer.listener());
            arguments
                    .healthCheckGracePeriodSeconds(GRACE_SECONDS)
                    .loadBalancers(ServiceLoadBalancerArgs.builder()
                            .targetGroupArn(balancer.targets())
                            .containerName(Task.CONTAINER)
                            .containerPort(Endpoints.PORT)
                            .build());
        }
        service = new Service(
                name,
                arguments.build(),
                CustomResourceOptions.builder()
                        .parent(this)
                        .dependsOn(first)
                        // the scaling below changes it
                        .ignoreChanges("desiredCount")
                        .build());
        scale(cluster.clusterName(), settings.service());
        done();
    }

    private void scale(String cluster, Settings.Service wanted) {
        Target target = new Target(
                name("scaling"),
                TargetArgs.builder()
                        .serviceNamespace("ecs")
                        .scalableDimension("ecs:service:DesiredCount")
                        .resourceId(service.name().applyValue(serviceName -> "service/" + cluster + "/" + serviceName))
                        .minCapacity(wanted.tasks())
                        .maxCapacity(wanted.mostTasks())
                        .build(),
                mine());
        new Policy(
                name("scaling-policy"),
                PolicyArgs.builder()
                        .policyType("TargetTrackingScaling")
                        .serviceNamespace(target.serviceNamespace())
                        .scalableDimension(target.scalableDimension())
                        .resourceId(target.resourceId())
                        .targetTrackingScalingPolicyConfiguration(
                                PolicyTargetTrackingScalingPolicyConfigurationArgs.builder()
                                        .targetValue(BUSY_PERCENT)
                                        .scaleOutCooldown(GROW_AFTER_SECONDS)
                                        .scaleInCooldown(SHRINK_AFTER_SECONDS)
                                        .predefinedMetricSpecification(
                                                PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs
                                                        .builder()
                                                        .predefinedMetricType("ECSServiceAverageCPUUtilization")
                                                        .build())
                                        .build())
                        .build(),
                mine());
    }

    /** Its name. */
    public Output<String> serviceName() {
        return service.name();
    }
}
