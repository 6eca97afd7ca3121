package io.hakiri.deploy;

import com.pulumi.Context;
import com.pulumi.core.Output;
import com.pulumi.resources.Resource;
import io.hakiri.deploy.access.Policy;
import io.hakiri.deploy.container.Cluster;
import io.hakiri.deploy.container.InternalBalancer;
import io.hakiri.deploy.container.Migration;
import io.hakiri.deploy.container.Rollout;
import io.hakiri.deploy.container.Task;
import io.hakiri.deploy.database.Database;
import io.hakiri.deploy.network.Group;
import io.hakiri.deploy.settings.Settings;
import io.hakiri.deploy.settings.Topology;
import io.hakiri.deploy.watch.Alarms;
import io.hakiri.deployment.Endpoints;
import io.hakiri.deployment.Rights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The topologies {@code fargate-rds} and {@code fargate-aurora}: tasks that serve, and a database. */
final class FargateStack {
    private static final String ECS = "ecs";

    private final Foundation foundation;
    private final Settings settings;
    private final PrivateNetwork network;
    private final Cluster cluster;
    private final CatalogDatabase catalog;
    private final Group runtime;

    private FargateStack(Foundation foundation) {
        this.foundation = foundation;
        this.settings = foundation.settings();
        network = PrivateNetwork.of(settings, services(settings.service().executor()));
        cluster = new Cluster(
                "cluster",
                foundation.names().stack(),
                foundation.keyArn(),
                settings.watch().logDays());
        catalog = CatalogDatabase.of(foundation, network.network());
        runtime = network.group("runtime", "Tasks that run pipelines");
        runtime.mayReach(catalog.entrance(), Database.PORT);
    }

    static void define(Context context, Foundation foundation) {
        FargateStack stack = new FargateStack(foundation);
        Migration migration = stack.migration();
        Policy rights = foundation.rights();
        stack.catalog.letWork(rights);
        Output<String> executor = stack.executor(rights);
        Task task = new Task(
                "service",
                foundation.names().service(),
                foundation.account(),
                stack.cluster,
                foundation.keyArn(),
                stack.settings,
                new Task.Work(
                        List.of(),
                        true,
                        RuntimeEnvironment.ofService(
                                stack.settings, foundation.names(), stack.workerAddress(), executor),
                        stack.settings.secretVariables()),
                rights);
        stack.serve(context, task, migration);
    }

    /** Services of AWS that a task asks, and what starts it. */
    private static Set<String> services(String executor) {
        Set<String> services = new TreeSet<>(Set.of("ecr.api", "ecr.dkr", "logs", "secretsmanager"));
        switch (executor.replaceFirst(":.*", "")) {
            case ECS -> services.add("ecs");
            case "lambda" -> services.add("lambda");
            case "stepfunctions" -> services.add("states");
            case "sqs" -> services.add("sqs");
            default -> {}
        }
        return services;
    }

    private Output<String> workerAddress() {
        return catalog.workerAddress(settings.service().poolSize());
    }

    private Migration migration() {
        Group group = network.group("migration", "The task that migrates the catalog");
        group.mayReach(catalog.back(), Database.PORT);
        Task task = new Task(
                "migration",
                foundation.names().migration(),
                foundation.account(),
                cluster,
                foundation.keyArn(),
                settings,
                new Task.Work(
                        List.of("catalog", "upgrade", "--init"),
                        false,
                        RuntimeEnvironment.ofTask(settings, foundation.names(), catalog.ownerAddress()),
                        Map.of()),
                catalog.ownerRights());
        List<Resource> before = new ArrayList<>(catalog.parts());
        before.add(network.endpoints());
        return new Migration(
                "migrate",
                foundation.names().migration(),
                foundation.account(),
                cluster,
                task,
                network.network(),
                group,
                foundation.keyArn(),
                settings,
                before);
    }

    /** Where pipelines run, as the runtime is told; it gets the rights for it. */
    private Output<String> executor(Policy rights) {
        String said = settings.service().executor();
        String target = said.substring(said.indexOf(':') + 1);
        if (said.equals(ECS)) {
            return workers(rights);
        }
        if (said.startsWith("lambda:")) {
            rights.allow("Executor", Rights.INVOKE, Output.of(target.replaceFirst("\\?.*", "")));
        } else if (said.startsWith("stepfunctions:")) {
            rights.allow("Executor", Rights.START_EXECUTION, Output.of(target.replaceFirst("\\?.*", "")));
        } else if (said.startsWith("sqs:")) {
            String queue = target.replaceFirst("\\?.*", "").replaceFirst(".*/", "");
            rights.allow("Executor", Rights.SEND_MESSAGE, foundation.account().arn("sqs", queue));
        }
        return Output.of(said);
    }

    /** A task for each run: the same image, rights and place. */
    private Output<String> workers(Policy rights) {
        Policy own = foundation.rights();
        catalog.letWork(own);
        Task task = new Task(
                "worker",
                foundation.names().worker(),
                foundation.account(),
                cluster,
                foundation.keyArn(),
                settings,
                new Task.Work(
                        List.of("work"),
                        false,
                        RuntimeEnvironment.ofTask(settings, foundation.names(), workerAddress()),
                        settings.secretVariables()),
                own);
        rights.allow("Executor", Rights.RUN_TASK, task.arn().applyValue(arn -> arn.replaceFirst(":[^:/]*$", ":*")))
                .allow("ExecutorRoles", Rights.PASS_ROLE, task.roles());
        // the task's ARN is not in it, but whoever is told this address finds the task
        return Output.tuple(network.network().subnets(), runtime.id(), task.arn())
                .applyValue(known -> "ecs:" + cluster.clusterName() + "/"
                        + foundation.names().worker() + "?subnets=" + String.join(",", known.t1) + "&security-groups="
                        + known.t2);
    }

    private void serve(Context context, Task task, Migration migration) {
        Alarms alarms = new Alarms(settings).ofHakiri(foundation.names().service());
        String certificate = settings.service().certificate();
        InternalBalancer balancer = null;
        if (certificate != null) {
            balancer = new InternalBalancer(
                    "api", foundation.names().stack(), network.network(), certificate, settings.isProduction());
            balancer.group().mayReach(runtime, Endpoints.PORT);
            alarms.ofBalancer(balancer.figures());
            context.export("balancer", balancer.host());
            context.export("callers", balancer.callers());
        }
        Rollout rollout = new Rollout(
                "rollout",
                foundation.names().service(),
                cluster,
                task,
                network.network(),
                runtime,
                balancer,
                settings,
                migration.isDone());
        alarms.ofService(cluster.clusterName(), rollout.serviceName());
        if (settings.topology() == Topology.FARGATE_AURORA) {
            alarms.ofCluster(catalog.database().identifier());
        } else {
            alarms.ofInstance(catalog.database().identifier());
        }
        foundation.observe(context, alarms);
        context.export("cluster", cluster.clusterName());
        context.export("service", rollout.serviceName());
        context.export("task", task.arn());
        context.export("database", catalog.database().host());
    }
}
