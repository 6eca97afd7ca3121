package io.hakiri.deploy;

import com.pulumi.Context;
import com.pulumi.Pulumi;
import io.hakiri.deploy.settings.Settings;
import io.hakiri.deploy.settings.SettingsReader;
import java.util.Map;

/** What {@code pulumi up} starts. */
public final class Program {
    private Program() {}

    public static void main(String[] arguments) {
        // one that is left to the processors' number waits for itself where there are two
        System.setProperty("java.util.concurrent.ForkJoinPool.common.parallelism", "4");
        Pulumi.run(context -> define(context, StackConfig.ofPulumi()));
    }

    /**
     * Declares everything that the stack is to be.
     *
     * @param config all of the stack's configuration, by {@code NAMESPACE:KEY}
     * @throws io.hakiri.deploy.settings.WrongSettings where nothing of it may be built, with all the reasons
     */
    public static void define(Context context, Map<String, String> config) {
        Settings settings = SettingsReader.read(context.stackName(), config);
        Foundation foundation = Foundation.of(settings);
        switch (settings.topology()) {
            case FARGATE_RDS, FARGATE_AURORA -> FargateStack.define(context, foundation);
            case LAMBDA_DYNAMODB -> LambdaDynamoStack.define(context, foundation);
            case LAMBDA_RDS -> LambdaRdsStack.define(context, foundation);
        }
        context.export("topology", settings.topology().word());
        context.export("bucket", foundation.bucket().bucketName());
    }
}
