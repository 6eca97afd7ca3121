package io.hakiri.deploy.function;

import com.pulumi.aws.cloudwatch.LogGroup;
import com.pulumi.aws.cloudwatch.LogGroupArgs;
import com.pulumi.aws.lambda.inputs.FunctionLoggingConfigArgs;
import com.pulumi.core.Output;
import com.pulumi.resources.CustomResourceOptions;
import io.hakiri.deploy.access.Policy;
import io.hakiri.deploy.settings.Settings;
import java.util.List;

/** The log of a function, made before it is: Lambda would make it without a key, and keep it for ever. */
public final class FunctionLog {
    private static final List<String> WRITE = List.of("logs:CreateLogStream", "logs:PutLogEvents");

    private final LogGroup log;

    /**
     * Makes it.
     *
     * @param functionName whose log it is
     * @param options of the piece that it belongs to
     */
    public FunctionLog(
            String name, String functionName, Output<String> key, Settings settings, CustomResourceOptions options) {
        log = new LogGroup(
                name,
                LogGroupArgs.builder()
                        .name("/aws/lambda/" + functionName)
                        .retentionInDays(settings.watch().logDays())
                        .kmsKeyId(key)
                        .build(),
                options);
    }

    /** The function's role may write it. */
    public Policy letWrite(Policy policy) {
        return policy.allow("Log", WRITE, log.arn().applyValue(arn -> arn + ":*"));
    }

    /** Lines as they are: those of Hakiri are JSON, and figures among them. */
    public FunctionLoggingConfigArgs config() {
        return FunctionLoggingConfigArgs.builder()
                .logFormat("Text")
                .logGroup(log.name())
                .build();
    }
}
