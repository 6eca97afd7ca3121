package io.hakiri.catalog.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Enqueue;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.PutResult;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RewindResult;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.StartBackfill;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Writer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every part of the kit starts from: an empty open catalog, and short words for what tests do with it. */
abstract class Scene {
    static final ProjectId SHOP = new ProjectId("shop");
    static final Duration TTL = Duration.ofMinutes(1);
    static final Duration BEYOND_TTL = Duration.ofSeconds(61);
    static final Duration HOUR = Duration.ofHours(1);
    static final Actor ANN = new Actor("ann", "the test says so");
    static final RunIds RUN_IDS = RunIds.uuid7(InstantSource.system(), new SecureRandom());
    static final Set<String> STREAMS = Set.of("a", "b");
    static final RunError BROKEN = new RunError("transient", "the source hung up");

    private static final int MOST_PAGES = 10_000;

    final CatalogFixture fixture;
    private @Nullable String address;
    private @Nullable Catalog opened;

    Scene(CatalogFixture fixture) {
        this.fixture = fixture;
    }

    @BeforeEach
    void openEmptyCatalog() {
        address = fixture.newAddress();
        opened = fixture.open(address);
    }

    @AfterEach
    void closeCatalog() {
        if (opened != null) {
            opened.close();
        }
    }

    final Catalog catalog() {
        if (opened == null) {
            throw new IllegalStateException("the catalog is not open");
        }
        return opened;
    }

    final String address() {
        if (address == null) {
            throw new IllegalStateException("the catalog has no address yet");
        }
        return address;
    }

    /** Closes the catalog and opens it again, as a new process would. */
    final void reopen() {
        catalog().close();
        opened = fixture.open(address());
    }

    // --- asking

    final PipelineKey declared(String name) {
        return declared(name, null);
    }

    final PipelineKey declared(String name, @Nullable Instant due) {
        PipelineKey key = new PipelineKey(SHOP, new PipelineId(name));
        assertThat(catalog().put(new PutPipeline(key, "{}", due, 0L, ANN))).isInstanceOf(PutResult.Stored.class);
        return key;
    }

    static Begin asking(PipelineKey pipeline) {
        return asking(pipeline, "worker");
    }

    static Begin asking(PipelineKey pipeline, String worker) {
        return asking(pipeline, worker, new Trigger.Manual());
    }

    static Begin asking(PipelineKey pipeline, String worker, Trigger trigger) {
        return new Begin(pipeline, RUN_IDS.next(), RequestId.random(), worker, TTL, trigger, STREAMS);
    }

    static Enqueue queueing(PipelineKey pipeline) {
        return new Enqueue(pipeline, RUN_IDS.next(), RequestId.random(), TTL, ANN);
    }

    static Begin beginning(Enqueue queued) {
        return new Begin(
                queued.pipeline(), queued.run(), RequestId.random(), "worker", TTL, new Trigger.Queued(), STREAMS);
    }

    final Granted granted(PipelineKey pipeline) {
        return granted(catalog().begin(asking(pipeline)));
    }

    static Granted granted(BeginResult answer) {
        if (answer instanceof Granted granted) {
            return granted;
        }
        throw new AssertionError("expected Granted, was " + answer);
    }

    final Writer writing(PipelineKey pipeline) {
        return granted(pipeline).writer();
    }

    static Commit goingOn(Writer writer, int step, Work work) {
        return new Commit(writer, step, work.progress(), new Next.GoOn(TTL));
    }

    static Commit finishing(Writer writer, int step) {
        return finishing(writer, step, new Work(), RunStatus.SUCCEEDED, null);
    }

    static Commit finishing(Writer writer, int step, Work work, RunStatus outcome, @Nullable Instant nextDue) {
        Progress progress = work.progress();
        RunError error = outcome == RunStatus.SUCCEEDED ? null : BROKEN;
        return new Commit(writer, step, progress, new Next.Finish(outcome, error, nextDue));
    }

    final CommitResult.Committed commits(Commit commit) {
        return committed(catalog().commit(commit));
    }

    static CommitResult.Committed committed(CommitResult answer) {
        if (answer instanceof CommitResult.Committed committed) {
            return committed;
        }
        throw new AssertionError("expected Committed, was " + answer);
    }

    final void does(ChangeResult answer) {
        assertThat(answer).isInstanceOf(ChangeResult.Done.class);
    }

    /** To where the cursors stood before a run. */
    final void rewindsBefore(PipelineKey pipeline, RunId run, Rewind.Mode mode, Actor actor) {
        Rewind rewind = new Rewind(pipeline, RequestId.random(), new Rewind.Target.BeforeRun(run), mode, actor);
        assertThat(catalog().rewind(rewind)).isInstanceOf(RewindResult.Rewound.class);
    }

    static Rewind backToStart(PipelineKey pipeline, Rewind.Mode mode) {
        return new Rewind(pipeline, RequestId.random(), new Rewind.Target.Start(Set.of()), mode, ANN);
    }

    /** A backfill of stream "a" with a chunk up to each border. */
    @SuppressWarnings("NullAway") // NullAway does not see the annotation of a nested type in a class file
    static StartBackfill backfill(
            PipelineKey pipeline, BackfillId id, Position.@Nullable Monotonic from, Actor actor, long... borders) {
        List<Position.Monotonic> list = new ArrayList<>();
        for (long border : borders) {
            list.add(Positions.at(border));
        }
        return new StartBackfill(pipeline, id, StreamPartition.of("a"), from, list, actor);
    }

    // --- looking

    final PipelineState state(PipelineKey pipeline) {
        return catalog().pipeline(pipeline).orElseThrow();
    }

    final Run run(Writer writer) {
        return run(writer.pipeline(), writer.run());
    }

    final Run run(PipelineKey pipeline, RunId run) {
        return catalog().run(pipeline, run).orElseThrow();
    }

    final RunStatus status(Writer writer) {
        return run(writer).status();
    }

    final List<Cursor> cursors(PipelineKey pipeline) {
        return all(page -> catalog().cursors(pipeline, page));
    }

    final Cursor cursor(PipelineKey pipeline, String stream) {
        return cursors(pipeline).stream()
                .filter(cursor -> cursor.at().equals(StreamPartition.of(stream)))
                .findFirst()
                .orElseThrow();
    }

    final @Nullable Position position(PipelineKey pipeline, String stream) {
        return cursor(pipeline, stream).position();
    }

    final List<Receipt> unsettled(PipelineKey pipeline) {
        return all(page -> catalog().unsettled(pipeline, page));
    }

    final List<Run> runs(PipelineKey pipeline) {
        return all(page -> catalog().runs(pipeline, page));
    }

    final List<SchemaVersion> schemas(PipelineKey pipeline, String stream) {
        return all(page -> catalog().schemaVersions(pipeline, stream, page));
    }

    final List<AuditEvent> audit(PipelineKey pipeline) {
        return pages(
                page -> catalog().audit(pipeline, page), PageRequest.first().entries());
    }

    final List<AuditEvent> audit(ProjectId project) {
        return pages(page -> catalog().audit(project, page), PageRequest.first().entries());
    }

    final Dump dump() {
        return Dump.of(catalog());
    }

    static <T> List<T> all(Function<PageRequest, Listing<T>> listing) {
        return pages(page -> page(listing.apply(page)), PageRequest.first().entries());
    }

    static <T> Page<T> page(Listing<T> listing) {
        Page<T> page = listing.pageOrNull();
        if (page == null) {
            throw new AssertionError("expected a page, was " + listing);
        }
        return page;
    }

    /** Every entry of a listing, page by page. */
    static <T> List<T> pages(Function<PageRequest, Page<T>> listing, int entriesPerPage) {
        List<T> entries = new ArrayList<>();
        String next = null;
        for (int i = 0; i < MOST_PAGES; i++) {
            Page<T> page = listing.apply(new PageRequest(next, entriesPerPage));
            entries.addAll(page.entries());
            next = page.next();
            if (next == null) {
                return entries;
            }
        }
        throw new AssertionError("the listing does not end");
    }
}
