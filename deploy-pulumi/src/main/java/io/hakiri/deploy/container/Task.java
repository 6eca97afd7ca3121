package io.hakiri.deploy.container;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.pulumi.aws.ecs.TaskDefinition;
import com.pulumi.aws.ecs.TaskDefinitionArgs;
import com.pulumi.aws.ecs.inputs.TaskDefinitionRuntimePlatformArgs;
import com.pulumi.aws.ecs.inputs.TaskDefinitionVolumeArgs;
import com.pulumi.core.Output;
import io.hakiri.deploy.access.Account;
import io.hakiri.deploy.access.KeyRights;
import io.hakiri.deploy.access.Policy;
import io.hakiri.deploy.access.ServiceRole;
import io.hakiri.deploy.piece.Outputs;
import io.hakiri.deploy.piece.Piece;
import io.hakiri.deploy.settings.Settings;
import io.hakiri.deploy.settings.Settings.Architecture;
import io.hakiri.deployment.Endpoints;
import io.hakiri.deployment.Rights;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A task of Fargate with Hakiri's container in it: its filesystem cannot be written but for {@code /tmp}, and it is nobody's user. */
public final class Task extends Piece {
    /** Of the container, as the executor {@code ecs} expects it. */
    static final String CONTAINER = "hakiri";

    private static final String ECS = "ecs-tasks.amazonaws.com";
    private static final String USER = "10001:10001";
    private static final String TMP = "tmp";

    /** Whether the process serves; by the image's shell, as a JVM for each question would cost more than all answers. */
    private static final String HEALTH = "exec 3<>/dev/tcp/127.0.0.1/" + Endpoints.PORT + " && printf 'GET "
            + Endpoints.LIVE + " HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]";

    private static final List<String> PULL =
            List.of("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer");
    private static final List<String> LOG = List.of("logs:CreateLogStream", "logs:PutLogEvents");

    private final TaskDefinition definition;
    private final ServiceRole execution;
    private final ServiceRole role;

    /**
     * What it does.
     *
     * @param command of the program; none for that of the image, which serves
     * @param serves whether it listens
     * @param environment by name
     * @param secrets by name: ARNs of secrets
     */
    public record Work(
            List<String> command,
            boolean serves,
            Map<String, Output<String>> environment,
            Map<String, String> secrets) {
        public Work {
            command = List.copyOf(command);
            environment = new TreeMap<>(environment);
            secrets = new TreeMap<>(secrets);
        }
    }

    /**
     * Makes it.
     *
     * @param family its name among those of the account
     * @param rights of the program
     */
    public Task(
            String name,
            String family,
            Account account,
            Cluster cluster,
            Output<String> key,
            Settings settings,
            Work work,
            Policy rights) {
        super("Task", name);
        Settings.Service service = settings.service();
        execution = new ServiceRole(
                name("execution"), this, account, ECS, starting(account, cluster, key, service.image(), work));
        role = new ServiceRole(name("role"), this, account, ECS, rights);
        definition = new TaskDefinition(
                name,
                TaskDefinitionArgs.builder()
                        .family(family)
                        .requiresCompatibilities("FARGATE")
                        .networkMode("awsvpc")
                        .cpu(Integer.toString(service.cpu()))
                        .memory(Integer.toString(service.memory()))
                        .runtimePlatform(TaskDefinitionRuntimePlatformArgs.builder()
                                .operatingSystemFamily("LINUX")
                                .cpuArchitecture(service.architecture() == Architecture.ARM64 ? "ARM64" : "X86_64")
                                .build())
                        .executionRoleArn(execution.arn())
                        .taskRoleArn(role.arn())
                        .volumes(TaskDefinitionVolumeArgs.builder().name(TMP).build())
                        .containerDefinitions(containers(account, cluster, service.image(), work))
                        .build(),
                mine());
        done();
    }

    /** What ECS itself needs to start it: the image, the log, the secrets of its environment. */
    private static Policy starting(Account account, Cluster cluster, Output<String> key, String image, Work work) {
        Policy policy = new Policy().allow("Log", LOG, cluster.logArn().applyValue(arn -> arn + ":*"));
        if (image.contains(".dkr.ecr.")) {
            // a token for the registry is no resource's
            policy.allow("Registry", List.of("ecr:GetAuthorizationToken"), Output.of("*"))
                    .allow("Image", PULL, repository(account, image));
        }
        if (!work.secrets().isEmpty()) {
            policy.allow(
                            "Secrets",
                            Rights.SECRET,
                            work.secrets().values().stream().map(Output::of).toList())
                    .allow("Key", KeyRights.DECRYPT, key);
        }
        return policy;
    }

    /** {@code ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG}. */
    private static Output<String> repository(Account account, String image) {
        String[] host = image.substring(0, image.indexOf('/')).split("\\.", -1);
        String name = image.substring(image.indexOf('/') + 1).replaceFirst("[:@].*", "");
        return account.root()
                .applyValue(root ->
                        "arn:" + root.split(":", -1)[1] + ":ecr:" + host[3] + ":" + host[0] + ":repository/" + name);
    }

    private static Output<String> containers(Account account, Cluster cluster, String image, Work work) {
        return Output.tuple(cluster.logName(), Outputs.all(work.environment())).applyValue(known -> {
            ArrayNode containers = JsonNodeFactory.instance.arrayNode();
            ObjectNode container = containers
                    .addObject()
                    .put("name", CONTAINER)
                    .put("image", image)
                    .put("essential", true)
                    .put("user", USER)
                    .put("readonlyRootFilesystem", true)
                    .put("stopTimeout", Endpoints.STOP_TIMEOUT.toSeconds());
            if (!work.command().isEmpty()) {
                work.command().forEach(container.putArray("command")::add);
            }
            if (work.serves()) {
                container
                        .putArray("portMappings")
                        .addObject()
                        .put("containerPort", Endpoints.PORT)
                        .put("hostPort", Endpoints.PORT)
                        .put("protocol", "tcp");
                ObjectNode health = container
                        .putObject("healthCheck")
                        .put("interval", 10)
                        .put("timeout", 3)
                        .put("retries", 3)
                        .put("startPeriod", 30);
                health.putArray("command").add("CMD").add("bash").add("-c").add(HEALTH);
            }
            ArrayNode environment = container.putArray("environment");
            known.t2.forEach(
                    (name, value) -> environment.addObject().put("name", name).put("value", value));
            ArrayNode secrets = container.putArray("secrets");
            work.secrets()
                    .forEach(
                            (name, arn) -> secrets.addObject().put("name", name).put("valueFrom", arn));
            container
                    .putArray("mountPoints")
                    .addObject()
                    .put("sourceVolume", TMP)
                    .put("containerPath", "/" + TMP)
                    .put("readOnly", false);
            ObjectNode log = container.putObject("logConfiguration").put("logDriver", "awslogs");
            log.putObject("options")
                    .put("awslogs-group", known.t1)
                    .put("awslogs-region", account.region())
                    .put("awslogs-stream-prefix", CONTAINER);
            return containers.toString();
        });
    }

    /** Its ARN, with its revision. */
    public Output<String> arn() {
        return definition.arn();
    }

    /** ARNs of the two roles that whoever starts it has to pass on. */
    public List<Output<String>> roles() {
        return List.of(execution.arn(), role.arn());
    }
}
