package io.hakiri.deploy.watch;

import com.pulumi.core.Output;
import io.hakiri.deployment.Figures;
import java.util.Map;

/**
 * A figure of CloudWatch, of one thing.
 *
 * @param what it says, for people
 * @param statistic such as {@code Maximum}
 * @param dimensions by name
 */
public record Figure(
        String what, String namespace, String metric, String statistic, Map<String, Output<String>> dimensions) {
    public Figure {
        dimensions = Map.copyOf(dimensions);
    }

    /** That the application itself counts. */
    public static Figure ofHakiri(String what, String metric, String statistic, String service) {
        return new Figure(what, Figures.NAMESPACE, metric, statistic, Map.of(Figures.SERVICE, Output.of(service)));
    }

    /** Of one thing of AWS. */
    public static Figure of(
            String what, String namespace, String metric, String statistic, String dimension, Output<String> value) {
        return new Figure(what, namespace, metric, statistic, Map.of(dimension, value));
    }
}
