package io.hakiri.deploy.container;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.pulumi.asset.AssetArchive;
import com.pulumi.asset.StringAsset;
import com.pulumi.aws.lambda.Function;
import com.pulumi.aws.lambda.FunctionArgs;
import com.pulumi.aws.lambda.Invocation;
import com.pulumi.aws.lambda.InvocationArgs;
import com.pulumi.aws.lambda.enums.Runtime;
import com.pulumi.core.Output;
import com.pulumi.resources.CustomResourceOptions;
import com.pulumi.resources.Resource;
import io.hakiri.deploy.access.Account;
import io.hakiri.deploy.access.Policy;
import io.hakiri.deploy.access.ServiceRole;
import io.hakiri.deploy.function.FunctionLog;
import io.hakiri.deploy.network.Group;
import io.hakiri.deploy.network.Network;
import io.hakiri.deploy.piece.Piece;
import io.hakiri.deploy.settings.Settings;
import io.hakiri.deployment.Rights;
import java.util.List;
import java.util.Map;

/**
 * Makes or upgrades the catalog's tables before a new version runs: a task with the owner's login, once for each version, which {@code pulumi up}
 * waits for. Somebody in AWS has to start it and wait; that is a function of a few lines, the only code here that is not Hakiri's own program.
 */
public final class Migration extends Piece {
    private static final String STARTER = """
            import boto3

            def handler(event, context):
                ecs = boto3.client("ecs")
                started = ecs.run_task(cluster=event["cluster"], taskDefinition=event["task"], launchType="FARGATE",
                    startedBy="hakiri-migration", networkConfiguration={"awsvpcConfiguration": {
                        "subnets": event["subnets"], "securityGroups": [event["group"]], "assignPublicIp": "DISABLED"}})
                if not started["tasks"]:
                    raise Exception("the migration was not started: %s" % started["failures"])
                task = started["tasks"][0]["taskArn"]
                seconds = context.get_remaining_time_in_millis() // 1000 - 15
                ecs.get_waiter("tasks_stopped").wait(cluster=event["cluster"], tasks=[task],
                    WaiterConfig={"Delay": 5, "MaxAttempts": max(1, seconds // 5)})
                stopped = ecs.describe_tasks(cluster=event["cluster"], tasks=[task])["tasks"][0]
                code = stopped["containers"][0].get("exitCode")
                if code != 0:
                    raise Exception("the migration ended with %s (%s); its log says why: %s"
                        % (code, stopped.get("stoppedReason"), task))
                return {"task": task}
            """;

    private static final int LONGEST_SECONDS = 900;
    private static final int MEMORY = 256;

    private final Invocation done;

    /**
     * Makes it, and does it.
     *
     * @param functionName of what starts the task, among those of the account
     * @param task with the command that migrates
     */
    public Migration(
            String name,
            String functionName,
            Account account,
            Cluster cluster,
            Task task,
            Network network,
            Group group,
            Output<String> key,
            Settings settings,
            List<Resource> before) {
        super("Migration", name);
        FunctionLog log = new FunctionLog(name("log"), functionName, key, settings, mine());
        ServiceRole role = new ServiceRole(
                name("starter"),
                this,
                account,
                "lambda.amazonaws.com",
                log.letWrite(new Policy()
                        .allow("Start", Rights.RUN_TASK, task.arn())
                        .allow(
                                "Watch",
                                List.of("ecs:DescribeTasks"),
                                account.arn("ecs", "task/" + cluster.clusterName() + "/*"))
                        .allow("Roles", Rights.PASS_ROLE, task.roles())));
        Function starter = new Function(
                name("function"),
                FunctionArgs.builder()
                        .name(functionName)
                        .description("Starts the migration of the catalog and waits for it")
                        .runtime(Runtime.Python3d13)
                        .architectures("arm64")
                        .handler("index.handler")
                        .code(new AssetArchive(Map.of("index.py", new StringAsset(STARTER))))
                        .timeout(LONGEST_SECONDS)
                        .memorySize(MEMORY)
                        .role(role.arn())
                        .kmsKeyArn(key)
                        .loggingConfig(log.config())
                        .build(),
                after(role));
        done = new Invocation(
                name,
                InvocationArgs.builder()
                        .functionName(starter.name())
                        .input(input(cluster, task, network, group))
                        .triggers(task.arn().applyValue(arn -> Map.of("task", arn)))
                        .build(),
                CustomResourceOptions.builder().parent(this).dependsOn(before).build());
        done();
    }

    private static Output<String> input(Cluster cluster, Task task, Network network, Group group) {
        return Output.tuple(cluster.arn(), task.arn(), network.subnets(), group.id())
                .applyValue(known -> {
                    ObjectNode event = JsonNodeFactory.instance.objectNode();
                    event.put("cluster", known.t1).put("task", known.t2).put("group", known.t4);
                    known.t3.forEach(event.putArray("subnets")::add);
                    return event.toString();
                });
    }

    /** That it is done, for this version. */
    public Resource isDone() {
        return done;
    }
}
