package io.hakiri.metrics;

import io.hakiri.api.Forms;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.ChunkCommitResult;
import io.hakiri.catalog.ChunkWriter;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RenewResult;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Writer;
import io.hakiri.watch.CatalogWatch;
import io.hakiri.watch.Ending;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Counts and times what goes through the catalog. */
final class RunMeters implements CatalogWatch {
    /** Of one call of the catalog. */
    private static final Duration[] CALL_BUCKETS = millis(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000);
    /** Of waiting for a lease. */
    private static final Duration[] WAIT_BUCKETS =
            millis(100, 1_000, 5_000, 15_000, 60_000, 120_000, 300_000, 900_000, 3_600_000);
    /** Of pipelines handed out at once; a bucket holds what is not greater. */
    private static final double[] BATCH_BUCKETS = {0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000};

    private static final String OUTCOME = "outcome";

    private final MeterRegistry registry;
    private final Labels labels;
    private final LeaseWaits waits = new LeaseWaits();

    RunMeters(MeterRegistry registry, Labels labels) {
        this.registry = registry;
        this.labels = labels;
    }

    private static Duration[] millis(long... millis) {
        Duration[] durations = new Duration[millis.length];
        for (int i = 0; i < millis.length; i++) {
            durations[i] = Duration.ofMillis(millis[i]);
        }
        return durations;
    }

    @Override
    public void began(Begin asked, BeginResult answer, boolean first, Duration took) {
        PipelineKey pipeline = asked.pipeline();
        time("hakiri.begin", pipeline.project(), answer, took);
        if (answer instanceof Answers.Held) {
            count("hakiri.leases.refused", labels.of(pipeline), 1);
            waits.refused(pipeline, asked.worker(), System.nanoTime());
        }
        if (first) {
            count("hakiri.runs.started", labels.of(pipeline), 1);
            waits.granted(pipeline, asked.worker(), System.nanoTime())
                    .ifPresent(waited -> Timer.builder("hakiri.lease.wait")
                            .tags(labels.of(pipeline.project()))
                            .serviceLevelObjectives(WAIT_BUCKETS)
                            .register(registry)
                            .record(waited));
        }
    }

    @Override
    public void renewed(Writer writer, RenewResult answer, Duration took) {
        time("hakiri.renew", writer.pipeline().project(), answer, took);
        fenced(writer.pipeline(), "renew", answer instanceof Answers.Fenced);
    }

    @Override
    public void committed(Commit asked, CommitResult answer, boolean first, Duration took) {
        PipelineKey pipeline = asked.writer().pipeline();
        time("hakiri.commit", pipeline.project(), answer, took);
        fenced(pipeline, "commit", answer instanceof Answers.Fenced);
        if (first) {
            asked.progress().counts().values().stream().reduce(Counts::plus).ifPresent(rows -> rows(pipeline, rows));
        }
    }

    private void rows(PipelineKey pipeline, Counts rows) {
        Tags tags = labels.of(pipeline);
        count("hakiri.rows.read", tags, rows.read());
        count("hakiri.rows.written", tags, rows.written());
        count("hakiri.rows.quarantined", tags, rows.quarantined());
    }

    @Override
    public void ended(Ending ending) {
        count("hakiri.runs.ended", labels.of(ending.pipeline()).and("state", word(ending.status())), 1);
    }

    @Override
    public void abandoned(ProjectId project, int runs) {
        Tags tags = labels.of(project).and(Labels.PIPELINE, Labels.OTHERS, "state", word(RunStatus.ABANDONED));
        count("hakiri.runs.ended", tags, runs);
    }

    private static String word(RunStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    /** The case of an answer or fault, as {@code already_applied}. */
    private static String word(Object one) {
        return Forms.snakeCase(one.getClass().getSimpleName()).substring(1);
    }

    @Override
    public void claimed(ClaimDue asked, List<Claim> claims, Duration took) {
        DistributionSummary.builder("hakiri.claim.batch")
                .tags(labels.of(asked.project()))
                .serviceLevelObjectives(BATCH_BUCKETS)
                .register(registry)
                .record(claims.size());
    }

    @Override
    public void chunkAnswered(ChunkWriter writer, ChunkCommitResult answer) {
        fenced(writer.pipeline(), "chunk", answer instanceof Answers.Fenced);
    }

    @Override
    public void failed(String operation, @Nullable ProjectId project, CatalogException why) {
        Tags whose = project == null ? Labels.OF_NONE : labels.of(project);
        Tags tags = whose.and("operation", operation, "fault", word(why));
        count("hakiri.catalog.faults", tags, 1);
    }

    private void fenced(PipelineKey pipeline, String operation, boolean is) {
        if (is) {
            count("hakiri.fenced.writes", labels.of(pipeline).and("operation", operation), 1);
        }
    }

    private void time(String name, ProjectId project, Object answer, Duration took) {
        Timer.builder(name)
                .tags(labels.of(project).and(OUTCOME, word(answer)))
                .serviceLevelObjectives(CALL_BUCKETS)
                .register(registry)
                .record(took);
    }

    private void count(String name, Tags tags, long more) {
        registry.counter(name, tags).increment((double) more);
    }
}
