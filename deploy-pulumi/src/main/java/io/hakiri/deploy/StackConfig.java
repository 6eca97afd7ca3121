package io.hakiri.deploy;

import com.pulumi.deployment.internal.DeploymentImpl;
import java.util.Map;
import java.util.TreeMap;

/**
 * All configuration of the stack: what Pulumi lets a program read only by names that the program knows already. Keys have their
 * project's or provider's name in front, such as {@code hakiri:topology} and {@code aws:region}; structured values are JSON.
 */
public final class StackConfig {
    /** Where Pulumi puts it, as one JSON object. */
    private static final String VARIABLE = "PULUMI_CONFIG";

    private static final ScopedValue<Map<String, String>> OF_A_PREVIEW = ScopedValue.newInstance();

    private StackConfig() {}

    /** What the preview under way was given, or else what Pulumi gave to this process; sorted. To be asked by the program's thread. */
    public static Map<String, String> all() {
        return OF_A_PREVIEW.isBound()
                ? OF_A_PREVIEW.get()
                : new TreeMap<>(
                        DeploymentImpl.Config.parseConfig(System.getenv().getOrDefault(VARIABLE, "{}")));
    }

    /** Runs a program that reads this configuration. */
    public static void with(Map<String, String> config, Runnable program) {
        ScopedValue.where(OF_A_PREVIEW, new TreeMap<>(config)).run(program);
    }
}
