package io.hakiri.deploy.function;

import com.pulumi.aws.lambda.Alias;
import com.pulumi.aws.lambda.AliasArgs;
import com.pulumi.aws.lambda.Function;
import com.pulumi.aws.lambda.FunctionArgs;
import com.pulumi.aws.lambda.FunctionEventInvokeConfig;
import com.pulumi.aws.lambda.FunctionEventInvokeConfigArgs;
import com.pulumi.aws.lambda.FunctionRecursionConfig;
import com.pulumi.aws.lambda.FunctionRecursionConfigArgs;
import com.pulumi.aws.lambda.ProvisionedConcurrencyConfig;
import com.pulumi.aws.lambda.ProvisionedConcurrencyConfigArgs;
import com.pulumi.aws.lambda.inputs.FunctionDeadLetterConfigArgs;
import com.pulumi.aws.lambda.inputs.FunctionEnvironmentArgs;
import com.pulumi.aws.sqs.Queue;
import com.pulumi.aws.sqs.QueueArgs;
import com.pulumi.core.Output;
import com.pulumi.resources.CustomResourceOptions;
import com.pulumi.resources.Resource;
import io.hakiri.deploy.access.Account;
import io.hakiri.deploy.access.Policy;
import io.hakiri.deploy.access.ServiceRole;
import io.hakiri.deploy.piece.Outputs;
import io.hakiri.deploy.piece.Piece;
import io.hakiri.deploy.settings.Settings;
import io.hakiri.deployment.Rights;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The function, and the alias by which everybody invokes it: the scheduler, itself, and callers of its URL. What is asked of it asynchronously and
 * fails is not tried again, for the catalog knows what is due, and is kept in a queue to be looked at.
 */
public final class PipelineFunction extends Piece {
    /** Of the version that is in use. */
    public static final String ALIAS = "live";

    private static final int MESSAGE_SECONDS = 1_209_600;
    private static final int OLDEST_EVENT_SECONDS = 300;

    private final Function function;
    private final Alias alias;
    private final Queue missed;

    /**
     * Makes it.
     *
     * @param functionName among those of the account
     * @param environment by name
     * @param rights of the program
     * @param place where in a network it is; {@code null} for none
     * @param before what has to be done before this version may run
     */
    public PipelineFunction(
            String name,
            String functionName,
            Account account,
            Output<String> key,
            Settings settings,
            Map<String, Output<String>> environment,
            Policy rights,
            @Nullable FunctionPlace place,
            List<Resource> before) {
        super("PipelineFunction", name);
        Settings.Function wanted = settings.function();
        missed = new Queue(
                name("missed"),
                QueueArgs.builder()
                        .kmsMasterKeyId(key)
                        .messageRetentionSeconds(MESSAGE_SECONDS)
                        .build(),
                mine());
        FunctionLog log = new FunctionLog(name("log"), functionName, key, settings, mine());
        log.letWrite(rights)
                .allow("Itself", Rights.INVOKE, account.arn("lambda", "function:" + functionName + ":" + ALIAS))
                .allow("Missed", Rights.SEND_MESSAGE, missed.arn());
        if (place != null) {
            place.allow(rights, account);
        }
        ServiceRole role = new ServiceRole(name("role"), this, account, "lambda.amazonaws.com", rights);
        FunctionArgs.Builder arguments = FunctionCode.of(wanted)
                .name(functionName)
                .description("Hakiri: looks at what is due, and runs it")
                .role(role.arn())
                .timeout((int) wanted.timeout().toSeconds())
                .reservedConcurrentExecutions(wanted.concurrency())
                .publish(true)
                .kmsKeyArn(key)
                .environment(FunctionEnvironmentArgs.builder()
                        .variables(Outputs.all(environment))
                        .build())
                .loggingConfig(log.config())
                .deadLetterConfig(FunctionDeadLetterConfigArgs.builder()
                        .targetArn(missed.arn())
                        .build());
        if (place != null) {
            place.apply(arguments);
        }
        function = new Function(
                name,
                arguments.build(),
                CustomResourceOptions.builder()
                        .parent(this)
                        .dependsOn(
                                Stream.concat(Stream.of(role), before.stream()).toList())
                        .build());
        alias = new Alias(
                name("alias"),
                AliasArgs.builder()
                        .name(ALIAS)
                        .functionName(function.name())
                        .functionVersion(function.version())
                        .build(),
                mine());
        configure(wanted);
        done();
    }

    private void configure(Settings.Function wanted) {
        // a long pipeline goes on from invocation to invocation: the application itself counts them
        new FunctionRecursionConfig(
                name("recursion"),
                FunctionRecursionConfigArgs.builder()
                        .functionName(function.name())
                        .recursiveLoop("Allow")
                        .build(),
                mine());
        new FunctionEventInvokeConfig(
                name("failures"),
                FunctionEventInvokeConfigArgs.builder()
                        .functionName(function.name())
                        .qualifier(alias.name())
                        .maximumRetryAttempts(0)
                        .maximumEventAgeInSeconds(OLDEST_EVENT_SECONDS)
                        .build(),
                mine());
        if (wanted.provisioned() > 0) {
            new ProvisionedConcurrencyConfig(
                    name("provisioned"),
                    ProvisionedConcurrencyConfigArgs.builder()
                            .functionName(function.name())
                            .qualifier(alias.name())
                            .provisionedConcurrentExecutions(wanted.provisioned())
                            .build(),
                    mine());
        }
    }

    /** Its name. */
    public Output<String> functionName() {
        return function.name();
    }

    /** ARN of the alias. */
    public Output<String> aliasArn() {
        return alias.arn();
    }

    Output<String> aliasName() {
        return alias.name();
    }

    /** Name of the queue with what failed. */
    public Output<String> missed() {
        return missed.name();
    }

    /** ARN of that queue. */
    Output<String> missedArn() {
        return missed.arn();
    }
}
