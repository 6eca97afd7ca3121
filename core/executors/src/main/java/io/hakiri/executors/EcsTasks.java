package io.hakiri.executors;

import io.hakiri.catalog.AddressOptions;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.reconcile.Dispatch;
import io.hakiri.reconcile.DispatchException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.AssignPublicIp;
import software.amazon.awssdk.services.ecs.model.AwsVpcConfiguration;
import software.amazon.awssdk.services.ecs.model.ContainerOverride;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.TaskOverride;

/**
 * A task on ECS for each dispatch ({@code RunTask}), which finds the document in {@link Dispatch#VARIABLE} and runs the command
 * {@code work}.
 */
final class EcsTasks implements Sender {

    private final EcsClient client;
    private final String target;
    private final String cluster;
    private final String task;
    private final String container;
    private final @Nullable AwsVpcConfiguration network;

    private EcsTasks(EcsClient client, String target, String container, @Nullable AwsVpcConfiguration network) {
        this.client = client;
        this.target = target;
        int slash = target.indexOf('/');
        this.cluster = target.substring(0, slash);
        this.task = target.substring(slash + 1);
        this.container = container;
        this.network = network;
    }

    /** @param target {@code CLUSTER/TASK} or {@code CLUSTER/TASK:REVISION}, names and no ARNs */
    static Supplier<Sender> of(String target, AddressOptions options, AwsAccess access) {
        if (!target.matches("[A-Za-z0-9_-]{1,255}/[A-Za-z0-9_-]{1,255}(:[0-9]{1,9})?")) {
            throw new InvalidInput(
                    "executor", "ecs:CLUSTER/TASK or ecs:CLUSTER/TASK:REVISION, names and no ARNs", target);
        }
        List<String> subnets = list(options, "subnets");
        List<String> groups = list(options, "security-groups");
        boolean isPublic = options.word("public-ip", "yes", "no").orElse("no").equals("yes");
        AwsVpcConfiguration network = subnets.isEmpty()
                ? null
                : AwsVpcConfiguration.builder()
                        .subnets(subnets)
                        .securityGroups(groups)
                        .assignPublicIp(isPublic ? AssignPublicIp.ENABLED : AssignPublicIp.DISABLED)
                        .build();
        String container = options.text("container").orElse("hakiri");
        return () -> new EcsTasks(access.client(EcsClient.builder()), target, container, network);
    }

    private static List<String> list(AddressOptions options, String name) {
        return options.text(name).map(text -> List.of(text.split(",", -1))).orElse(List.of());
    }

    @Override
    public String target() {
        return "ecs:" + target;
    }

    @Override
    public void send(Claim claim, String document) {
        RunTaskRequest.Builder request = RunTaskRequest.builder()
                .cluster(cluster)
                .taskDefinition(task)
                .launchType(LaunchType.FARGATE)
                .startedBy("hakiri")
                // the same token again is the same task
                .clientToken(claim.token())
                .overrides(TaskOverride.builder()
                        .containerOverrides(ContainerOverride.builder()
                                .name(container)
                                .command("work")
                                .environment(KeyValuePair.builder()
                                        .name(Dispatch.VARIABLE)
                                        .value(document)
                                        .build())
                                .build())
                        .build());
        if (network != null) {
            request.networkConfiguration(configuration -> configuration.awsvpcConfiguration(network));
        }
        RunTaskResponse response = client.runTask(request.build());
        if (response.tasks().isEmpty()) {
            String why = response.failures().stream()
                    .map(Failure::reason)
                    .findFirst()
                    .orElse("it started no task and did not say why");
            throw new DispatchException(target() + " did not take it: " + why, null);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
