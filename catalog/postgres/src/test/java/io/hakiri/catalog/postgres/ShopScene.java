package io.hakiri.catalog.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Adopt;
import io.hakiri.catalog.Advance;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.BackfillResult;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.ChunkResult;
import io.hakiri.catalog.ChunkWriter;
import io.hakiri.catalog.ClaimChunk;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitChunk;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Enqueue;
import io.hakiri.catalog.EnqueueResult;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.PutResult;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.StartBackfill;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Writer;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What tests do with the catalog at an address, in short words; by the real time. */
final class ShopScene implements AutoCloseable {
    static final Actor ANN = new Actor("ann", "the test says so");
    static final Duration TTL = Duration.ofMinutes(10);
    static final RunIds RUN_IDS = RunIds.uuid7(InstantSource.system(), new SecureRandom());

    private final Catalog catalog;

    private ShopScene(Catalog catalog) {
        this.catalog = catalog;
    }

    static ShopScene at(String address) {
        return new ShopScene(PostgresCatalog.open(address, new SecureRandom()));
    }

    Catalog catalog() {
        return catalog;
    }

    void declare(PipelineKey pipeline) {
        assertThat(catalog.put(new PutPipeline(pipeline, "{}", null, null, ANN)))
                .isInstanceOf(PutResult.Stored.class);
    }

    static Begin asking(PipelineKey pipeline) {
        return asking(pipeline, RUN_IDS.next(), new Trigger.Manual());
    }

    static Begin asking(PipelineKey pipeline, RunId run, Trigger trigger) {
        return new Begin(pipeline, run, RequestId.random(), "worker", TTL, trigger, Set.of("a"));
    }

    Writer begin(PipelineKey pipeline) {
        return begin(asking(pipeline));
    }

    Writer begin(Begin request) {
        BeginResult answer = catalog.begin(request);
        assertThat(answer).isInstanceOf(BeginResult.Granted.class);
        return ((BeginResult.Granted) answer).writer();
    }

    RunId enqueue(PipelineKey pipeline) {
        RunId run = RUN_IDS.next();
        assertThat(catalog.enqueue(new Enqueue(pipeline, run, RequestId.random(), TTL, ANN)))
                .isInstanceOf(EnqueueResult.Enqueued.class);
        return run;
    }

    static Position.Monotonic at(long number) {
        return new Position.Monotonic(
                Long.toString(number),
                Bytes.of(ByteBuffer.allocate(Long.BYTES).putLong(number).array()));
    }

    static Commit moving(Writer writer, int step, long readRevision, long to, Next next) {
        return new Commit(
                writer,
                step,
                new Progress(
                        List.of(new Advance(StreamPartition.of("a"), readRevision, at(to))),
                        List.of(),
                        Map.of(),
                        List.of(new StagedObject("a", StagedObject.Kind.DATA, "object-" + to, "sha256:" + to, 10, 1)),
                        List.of(),
                        Map.of("a", new Counts(1, 1, 0, 10))),
                next);
    }

    static Next goOn() {
        return new Next.GoOn(TTL);
    }

    static Next finish() {
        return new Next.Finish(RunStatus.SUCCEEDED, null, null);
    }

    void commit(Commit commit) {
        assertThat(catalog.commit(commit)).isInstanceOf(CommitResult.Committed.class);
    }

    @SuppressWarnings("NullAway") // NullAway does not see the annotation of a nested type in a class file
    void backfill(PipelineKey pipeline, BackfillId backfill, long... borders) {
        List<Position.Monotonic> list =
                Arrays.stream(borders).mapToObj(ShopScene::at).toList();
        assertThat(catalog.startBackfill(
                        new StartBackfill(pipeline, backfill, StreamPartition.of("a"), null, list, ANN)))
                .isInstanceOf(BackfillResult.Started.class);
    }

    ChunkWriter claim(PipelineKey pipeline, BackfillId backfill) {
        ChunkResult answer = catalog.claimChunk(new ClaimChunk(pipeline, backfill, RequestId.random(), "worker", TTL));
        assertThat(answer).isInstanceOf(ChunkResult.ChunkGranted.class);
        return ((ChunkResult.ChunkGranted) answer).writer();
    }

    static CommitChunk done(ChunkWriter writer) {
        return new CommitChunk(writer, 0, List.of(), Counts.NONE);
    }

    void does(ChangeResult answer) {
        assertThat(answer).isInstanceOf(ChangeResult.Done.class);
    }

    int adopt(PipelineKey pipeline) {
        return catalog.adopt(new Adopt(pipeline.project(), 0, ANN)).generation();
    }

    void resume(PipelineKey pipeline) {
        does(catalog.resume(pipeline, null, ANN));
    }

    @Override
    public void close() {
        catalog.close();
    }
}
