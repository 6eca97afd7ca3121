package io.hakiri.function;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.watch.CatalogWatch;
import io.hakiri.watch.Ending;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Counts what alarms are set on, as lines of the log in CloudWatch's embedded metric format: a function that sleeps is nobody's to
 * ask for figures. Namespace {@code Hakiri}; by {@code Function}, and by {@code Function} and {@code Project}: how runs ended, such as
 * {@code RunsSucceeded}, {@code RunsFailed}, {@code RunsAbandoned}, {@code RunsCancelled} (those that were handed over, too); by
 * {@code Function}: {@code InvocationsFailed}.
 */
final class EmbeddedMetrics implements CatalogWatch {
    static final String NAMESPACE = "Hakiri";
    static final String FUNCTION = "Function";
    static final String PROJECT = "Project";

    private final String function;
    private final PrintStream log;
    private final InstantSource clock;

    EmbeddedMetrics(String function, PrintStream log, InstantSource clock) {
        this.function = function;
        this.log = log;
        this.clock = clock;
    }

    @Override
    public void ended(Ending ending) {
        count(name(ending.status()), 1, ending.pipeline().project());
    }

    @Override
    public void abandoned(ProjectId project, int runs) {
        count(name(RunStatus.ABANDONED), runs, project);
    }

    /** An invocation came to nothing. */
    void invocationFailed() {
        count("InvocationsFailed", 1, null);
    }

    private static String name(RunStatus status) {
        String word = status.name();
        return "Runs" + word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT);
    }

    private void count(String name, int count, @Nullable ProjectId project) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        ObjectNode directive = line.putObject("_aws")
                .put("Timestamp", clock.millis())
                .putArray("CloudWatchMetrics")
                .addObject()
                .put("Namespace", NAMESPACE);
        ArrayNode dimensions = directive.putArray("Dimensions");
        dimensions.addArray().add(FUNCTION);
        line.put(FUNCTION, function);
        if (project != null) {
            dimensions.addArray().add(FUNCTION).add(PROJECT);
            line.put(PROJECT, project.value());
        }
        directive.putArray("Metrics").addObject().put("Name", name).put("Unit", "Count");
        log.println(line.put(name, count));
    }
}
