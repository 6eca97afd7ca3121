package io.hakiri.deploy;

import com.pulumi.Context;
import com.pulumi.Pulumi;
import io.hakiri.deploy.settings.Settings;
import io.hakiri.deploy.settings.SettingsReader;

/** What {@code pulumi up} starts. */
public final class Program {
    private Program() {}

    public static void main(String[] arguments) {
        // one that is left to the processors' number waits for itself where there are two
        System.setProperty("java.util.concurrent.ForkJoinPool.common.parallelism", "4");
        Pulumi.run(Program::define);
    }

    /**
     * Declares everything that the stack is to be.
     *
     * @throws io.hakiri.deploy.settings.WrongSettings where nothing of it may be built, with all the reasons
     */
    public static void define(Context context) {
        Settings settings = SettingsReader.read(context.stackName(), StackConfig.all());
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
