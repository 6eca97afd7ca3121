package io.hakiri.deploy.function;

import com.pulumi.aws.lambda.Function;
import com.pulumi.aws.lambda.FunctionArgs;
import com.pulumi.aws.lambda.Invocation;
import com.pulumi.aws.lambda.InvocationArgs;
import com.pulumi.aws.lambda.inputs.FunctionEnvironmentArgs;
import com.pulumi.core.Output;
import com.pulumi.resources.CustomResourceOptions;
import com.pulumi.resources.Resource;
import io.hakiri.deploy.access.Account;
import io.hakiri.deploy.access.Policy;
import io.hakiri.deploy.access.ServiceRole;
import io.hakiri.deploy.piece.Outputs;
import io.hakiri.deploy.piece.Piece;
import io.hakiri.deploy.settings.Settings;
import io.hakiri.deployment.DirectEvent;
import java.util.List;
import java.util.Map;

/**
 * Makes or upgrades the catalog's tables before a new version runs: the same function with the owner's login, asked once for each version whether
 * its catalog answers, which {@code pulumi up} waits for. The first question makes the tables.
 */
public final class FunctionMigration extends Piece {
    private static final int LONGEST_SECONDS = 900;
    /** Two at once are one too many, and nobody else invokes it. */
    private static final int CONCURRENCY = 1;

    private final Invocation done;

    /**
     * Makes it, and does it.
     *
     * @param functionName among those of the account
     * @param environment with the owner's address
     * @param rights of the owner
     */
    public FunctionMigration(
            String name,
            String functionName,
            Account account,
            Output<String> key,
            Settings settings,
            Map<String, Output<String>> environment,
            Policy rights,
            FunctionPlace place,
            List<Resource> before) {
        super("FunctionMigration", name);
        FunctionLog log = new FunctionLog(name("log"), functionName, key, settings, mine());
        log.letWrite(rights);
        place.allow(rights, account);
        ServiceRole role = new ServiceRole(name("role"), this, account, "lambda.amazonaws.com", rights);
        FunctionArgs.Builder arguments = FunctionCode.of(settings.function())
                .name(functionName)
                .description("Hakiri: makes and upgrades the tables of its catalog")
                .role(role.arn())
                .timeout(LONGEST_SECONDS)
                .reservedConcurrentExecutions(CONCURRENCY)
                .publish(true)
                .kmsKeyArn(key)
                .environment(FunctionEnvironmentArgs.builder()
                        .variables(Outputs.all(environment))
                        .build())
                .loggingConfig(log.config());
        place.apply(arguments);
        Function function = new Function(name("function"), arguments.build(), after(role));
        done = new Invocation(
                name,
                InvocationArgs.builder()
                        .functionName(function.name())
                        .qualifier(function.version())
                        .input(DirectEvent.ready())
                        .triggers(function.version().applyValue(version -> Map.of("version", version)))
                        .build(),
                CustomResourceOptions.builder().parent(this).dependsOn(before).build());
        done();
    }

    /** That it is done, for this version. */
    public Resource isDone() {
        return done;
    }
}
