package io.hakiri.metrics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.ChunkCommitResult;
import io.hakiri.catalog.ChunkWriter;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RenewResult;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Writer;
import io.hakiri.deployment.Figures;
import io.hakiri.watch.CatalogWatch;
import io.hakiri.watch.Ending;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what alarms are set on ({@link Figures}) as lines of the log in CloudWatch's embedded metric format: a function that sleeps is
 * nobody's to ask for figures. Each line is a JSON object with one figure. So many projects are told apart as in the figures for
 * Prometheus; what is of others has no project. Safe to use from any thread.
 */
public final class EmbeddedMetrics implements CatalogWatch {
    /** Of the name, as CloudWatch takes it for a dimension's value. */
    public static final int LONGEST_NAME = 255;

    private static final double MILLIS = 1_000.0;

    private final String service;
    private final PrintStream log;
    private final InstantSource clock;
    private final Labels labels = new Labels();

    /**
     * @param service the name of the service or function, up to {@link #LONGEST_NAME} printable ASCII characters
     * @param log what collects lines for CloudWatch Logs, each as an event of its own
     */
    public EmbeddedMetrics(String service, PrintStream log, InstantSource clock) {
        this.service = service;
        this.log = log;
        this.clock = clock;
    }

    /** Whether this can be the name of a service. */
    public static boolean isName(String text) {
        return !text.isBlank() && text.matches("[ -~]{1," + LONGEST_NAME + "}");
    }

    @Override
    public void ended(Ending ending) {
        count(name(ending.status()), 1, ending.pipeline().project());
    }

    @Override
    public void abandoned(ProjectId project, int runs) {
        count(Figures.RUNS_ABANDONED, runs, project);
    }

    private static String name(RunStatus status) {
        return switch (status) {
            case SUCCEEDED -> Figures.RUNS_SUCCEEDED;
            case PARTIAL -> Figures.RUNS_PARTIAL;
            case FAILED -> Figures.RUNS_FAILED;
            case CANCELLED -> Figures.RUNS_CANCELLED;
            case ABANDONED -> Figures.RUNS_ABANDONED;
            case QUEUED, RUNNING -> throw new IllegalArgumentException(status + " is no end");
        };
    }

    @Override
    public void renewed(Writer writer, RenewResult answer, Duration took) {
        fenced(writer.pipeline().project(), answer instanceof Answers.Fenced);
    }

    @Override
    public void committed(Commit asked, CommitResult answer, boolean first, Duration took) {
        fenced(asked.writer().pipeline().project(), answer instanceof Answers.Fenced);
    }

    @Override
    public void chunkAnswered(ChunkWriter writer, ChunkCommitResult answer) {
        fenced(writer.pipeline().project(), answer instanceof Answers.Fenced);
    }

    private void fenced(ProjectId project, boolean is) {
        if (is) {
            count(Figures.FENCED_WRITES, 1, project);
        }
    }

    /** What is handed out says since when it was due: that costs no request. */
    @Override
    public void claimed(ClaimDue asked, List<Claim> claims, Duration took) {
        claims.stream().map(Claim::due).min(Comparator.naturalOrder()).ifPresent(due -> late(asked.project(), due));
    }

    /** The longest-due pipeline of a project has been due since then. */
    void late(ProjectId project, Instant due) {
        double seconds = Math.max(0, Duration.between(due, clock.instant()).toMillis()) / MILLIS;
        write(Figures.LAG_SECONDS, "Seconds", project, line -> line.put(Figures.LAG_SECONDS, seconds));
    }

    @Override
    public void failed(String operation, @Nullable ProjectId project, CatalogException why) {
        count(Figures.CATALOG_FAULTS, 1, project);
    }

    /** A direct invocation of a function came to nothing. */
    public void invocationFailed() {
        count(Figures.INVOCATIONS_FAILED, 1, null);
    }

    private void count(String name, int count, @Nullable ProjectId project) {
        write(name, "Count", project, line -> line.put(name, count));
    }

    private void write(String name, String unit, @Nullable ProjectId project, Consumer<ObjectNode> value) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        ObjectNode directive = line.putObject("_aws")
                .put("Timestamp", clock.millis())
                .putArray("CloudWatchMetrics")
                .addObject()
                .put("Namespace", Figures.NAMESPACE);
        ArrayNode dimensions = directive.putArray("Dimensions");
        dimensions.addArray().add(Figures.SERVICE);
        line.put(Figures.SERVICE, service);
        if (project != null && labels.isTold(project)) {
            dimensions.addArray().add(Figures.SERVICE).add(Figures.PROJECT);
            line.put(Figures.PROJECT, project.value());
        }
        directive.putArray("Metrics").addObject().put("Name", name).put("Unit", unit);
        value.accept(line);
        log.println(line);
    }
}
