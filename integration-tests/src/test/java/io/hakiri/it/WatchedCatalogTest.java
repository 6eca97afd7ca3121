package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Writer;
import io.hakiri.catalog.sqlite.SqliteCatalog;
import io.hakiri.watch.CatalogWatch;
import io.hakiri.watch.Ending;
import io.hakiri.watch.WatchedCatalog;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watch sees each begin, step and end once, whoever makes it, and changes nothing. */
final class WatchedCatalogTest {
    private static final PipelineKey PIPELINE = PipelineKey.of("test", "p");
    private static final Actor ACTOR = new Actor("test", "test");
    private static final Duration LEASE = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private Instant now = Instant.parse("2026-06-01T00:00:00Z");
    private final InstantSource clock = () -> now;
    private final RunIds ids = RunIds.uuid7(clock, new SecureRandom());
    private final List<String> seen = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // before each test
    private Catalog behind;

    @SuppressWarnings("NullAway.Init")
    private Catalog catalog;

    @BeforeEach
    void open() {
        behind = SqliteCatalog.open(folder, clock, new SecureRandom());
        catalog = new WatchedCatalog(behind, List.of(new Faulty(), new Notes()));
        catalog.put(new PutPipeline(PIPELINE, "{}", null, null, ACTOR));
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    /** Notes what is told. */
    private final class Notes implements CatalogWatch {
        @Override
        public void began(Begin asked, BeginResult answer, boolean first, Duration took) {
            seen.add(first ? "began" : answer instanceof BeginResult.Granted ? "began again" : "refused");
            assertThat(took).isPositive();
        }

        @Override
        public void committed(Commit asked, CommitResult answer, boolean first, Duration took) {
            seen.add("step " + asked.step() + (first ? "" : " again"));
        }

        @Override
        public void ended(Ending ending) {
            assertThat(ending.pipeline()).isEqualTo(PIPELINE);
            assertThat(ending.fence()).isNotNull();
            seen.add(ending.status().toString());
        }
    }

    /** Breaks whenever it can. */
    private static final class Faulty implements CatalogWatch {
        @Override
        public void began(Begin asked, BeginResult answer, boolean first, Duration took) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void ended(Ending ending) {
            throw new IllegalStateException("broken");
        }
    }

    private BeginResult begin(RunId run) {
        return catalog.begin(
                new Begin(PIPELINE, run, new RequestId(run.toString()), "w", LEASE, new Trigger.Manual(), Set.of()));
    }

    private Writer begun() {
        return ((BeginResult.Granted) begin(ids.next())).writer();
    }

    private void commit(Writer writer, int step, Next next) {
        assertThat(catalog.commit(new Commit(writer, step, Progress.NONE, next)))
                .isInstanceOf(CommitResult.Committed.class);
    }

    @Test
    void whatIsSentAgainIsTold() {
        RunId run = ids.next();
        Writer writer = ((BeginResult.Granted) begin(run)).writer();
        assertThat(begin(run)).isInstanceOf(BeginResult.Granted.class);
        begin(ids.next());
        commit(writer, 1, new Next.GoOn(LEASE));
        commit(writer, 1, new Next.GoOn(LEASE));
        Next finish = new Next.Finish(RunStatus.SUCCEEDED, null, null);
        commit(writer, 2, finish);
        commit(writer, 2, finish);
        assertThat(seen)
                .containsExactly(
                        "began",
                        "began again",
                        "refused",
                        "step 1",
                        "step 1 again",
                        "step 2",
                        "SUCCEEDED",
                        "step 2 again");
    }

    @Test
    void aRunThatSomebodyElseEndsIsToldOnce() {
        begun();
        catalog.breakLease(PIPELINE, ACTOR);
        catalog.breakLease(PIPELINE, ACTOR);
        catalog.cancel(PIPELINE, begun().run(), ACTOR);
        begun();
        catalog.pause(PIPELINE, false, ACTOR);
        catalog.pause(PIPELINE, true, ACTOR);
        catalog.resume(PIPELINE, null, ACTOR);
        begun();
        now = now.plus(LEASE).plusSeconds(3600);
        begun();
        now = now.plus(LEASE).plusSeconds(3600);
        assertThat(catalog.abandonExpired(PIPELINE.project(), 10)).hasSize(1);
        begun();
        catalog.delete(PIPELINE, ACTOR);
        assertThat(seen)
                .containsExactly(
                        "began",
                        "ABANDONED",
                        "began",
                        "CANCELLED",
                        "began",
                        "ABANDONED",
                        "began",
                        "ABANDONED",
                        "began",
                        "ABANDONED",
                        "began",
                        "ABANDONED");
    }

    @Test
    void aRunThatEndedThroughAnotherProcessIsNotCalledAbandoned() {
        Writer writer = begun();
        behind.commit(new Commit(writer, 1, Progress.NONE, new Next.Finish(RunStatus.SUCCEEDED, null, null)));
        catalog.breakLease(PIPELINE, ACTOR);
        assertThat(seen).containsExactly("began", "SUCCEEDED");
    }
}
