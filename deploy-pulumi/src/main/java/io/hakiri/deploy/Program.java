package io.hakiri.deploy;

import com.pulumi.Context;
import com.pulumi.Pulumi;
import com.pulumi.aws.kms.Key;
import com.pulumi.aws.kms.KeyArgs;

/** What {@code pulumi up} starts. */
public final class Program {
    private Program() {}

    public static void main(String[] arguments) {
        // one that is left to the processors' number waits for itself where there are two
        System.setProperty("java.util.concurrent.ForkJoinPool.common.parallelism", "4");
        Pulumi.run(Program::define);
    }

    /** What the stack is made of. */
    public static void define(Context context) {
        Key key = new Key("catalog", KeyArgs.builder().enableKeyRotation(true).build());
        context.export("key", key.arn());
    }
}
