package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.CancelResult;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ChunkResult;
import io.hakiri.catalog.ChunkWriter;
import io.hakiri.catalog.ClaimChunk;
import io.hakiri.catalog.CommitChunk;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RetentionPolicy;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.Writer;
import io.hakiri.proof.Chain;
import io.hakiri.proof.Finding;
import io.hakiri.proof.Proof;
import io.hakiri.proof.ProofCheck;
import io.hakiri.proof.ProofResult;
import io.hakiri.proof.Prover;
import io.hakiri.retention.HistoryArchive;
import io.hakiri.retention.Retainer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the rows show of a run is the same on every backend, in an archive, and after a move; and what is gone is found. */
abstract class ProofContract extends TransferScene {
    private static final Counts ONE = new Counts(1, 1, 0, 10);

    @TempDir
    private Path archive;

    ProofContract(CatalogFixture fixture) {
        super(fixture);
    }

    private static Prover prover(Catalog catalog, @Nullable Path archive) {
        return new Prover(catalog, archive, () -> Instant.EPOCH);
    }

    private static Proof proven(Catalog catalog, @Nullable Path archive, PipelineKey pipeline, RunId run)
            throws IOException {
        ProofResult answer = prover(catalog, archive).prove(pipeline, run);
        if (answer instanceof ProofResult.Proved(Proof proof)) {
            return proof;
        }
        throw new AssertionError("expected Proved, was " + answer);
    }

    private Proof proven(Writer writer) throws IOException {
        return proven(catalog(), null, writer.pipeline(), writer.run());
    }

    /** A run that moves its cursor, stages a row and ends; its receipt is published by the next one. */
    private Writer ran(PipelineKey pipeline, long revision, long position) {
        Writer writer = writing(pipeline);
        commits(finishing(
                writer,
                1,
                new Work()
                        .moving("a", revision, at(position))
                        .staging("a", "object " + writer.fence())
                        .counting("a", ONE),
                RunStatus.SUCCEEDED,
                null));
        does(catalog()
                .acknowledge(
                        pipeline,
                        List.of(new Settlement(new ReceiptId(writer.fence(), 1, 0), Receipt.State.PUBLISHED))));
        return writer;
    }

    @Test
    @Clause("C-30")
    void eachFenceIsAccountedForWhoeverRaisedIt() throws IOException {
        PipelineKey orders = declared("orders");
        Writer first = ran(orders, 0, 1);
        writing(orders);
        does(catalog().breakLease(orders, ANN));
        Writer cancelled = writing(orders);
        assertThat(catalog().cancel(orders, cancelled.run(), ANN)).isEqualTo(new CancelResult.Cancelled());
        writing(orders);
        fixture.advance(BEYOND_TTL);
        assertThat(catalog().abandonExpired(SHOP, 10)).hasSize(1);
        writing(orders);
        fixture.advance(BEYOND_TTL);
        writing(orders);
        does(catalog().pause(orders, true, ANN));
        does(catalog().resume(orders, null, ANN));
        Writer second = ran(orders, 1, 2);
        rewindsBefore(orders, second.run(), Rewind.Mode.APPEND, ANN);
        Writer third = ran(orders, 3, 2);
        for (Writer writer : List.of(first, second, third)) {
            Proof proof = proven(writer);
            assertThat(proof.findings()).isEmpty();
            assertThat(proof.whole()).isTrue();
            assertThat(proof.run()).isEqualTo(run(writer));
            assertThat(proof.receipts()).hasSize(1);
            assertThat(proof.fences().through()).isEqualTo(third.fence().value());
        }
        assertThat(proven(first).fences()).isEqualTo(proven(third).fences());
        assertThat(prover(catalog(), null).prove(orders, RUN_IDS.next())).isEqualTo(new ProofResult.NotThere());
        Writer open = writing(orders);
        assertThat(prover(catalog(), null).prove(orders, open.run()))
                .isEqualTo(new ProofResult.GoesOn(RunStatus.RUNNING));
        assertThat(prover(catalog(), null).check(proven(first)).whole()).isTrue();
    }

    @Test
    @Clause("C-29")
    void anArchiveStandsInForWhatWasLetGo() throws IOException, InterruptedException {
        PipelineKey orders = declared("orders");
        Writer first = ran(orders, 0, 1);
        ran(orders, 1, 2);
        Proof before = proven(first);
        assertThat(before.whole()).isTrue();
        assertThat(before.origin()).isEqualTo(Proof.Origin.CATALOG);
        fixture.advance(Duration.ofDays(20));
        Writer last = ran(orders, 2, 3);
        Retainer.Retained gone = new Retainer(catalog(), _ -> {})
                .retain(
                        SHOP,
                        new RetentionPolicy(Duration.ofDays(10), Duration.ofDays(10)),
                        new HistoryArchive(archive));
        assertThat(gone.files()).isPositive();
        Proof after = proven(catalog(), archive, orders, first.run());
        assertThat(after.findings()).isEmpty();
        assertThat(after.origin()).isEqualTo(Proof.Origin.ARCHIVE);
        assertThat(after.run()).isEqualTo(before.run());
        assertThat(after.receipts()).isEqualTo(before.receipts());
        assertThat(after.fences().checkpoints())
                .startsWith(before.fences().checkpoints().toArray(new Chain.Checkpoint[0]));
        assertThat(after.archive()).isNotEmpty();
        ProofCheck check = prover(catalog(), archive).check(before);
        assertThat(check.findings()).isEmpty();
        assertThat(check.whole()).isTrue();
        assertThat(check.fences()).isEqualTo(before.fences().links());
        ProofCheck without = prover(catalog(), null).check(before);
        assertThat(without.whole()).isFalse();
        assertThat(without.findings()).extracting(Finding::kind).contains(Finding.Kind.MISSING);
        assertThat(prover(catalog(), null).prove(orders, first.run())).isEqualTo(new ProofResult.NotThere());
        assertThat(proven(last).whole()).isTrue();
        assertThat(proven(last).findings())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.kind()).isEqualTo(Finding.Kind.UNKNOWN));
    }

    @Test
    @Clause("C-30")
    void aMovedPipelineStillShowsIt() throws IOException {
        PipelineKey orders = declared("orders");
        Writer first = ran(orders, 0, 1);
        ran(orders, 1, 2);
        Proof before = proven(first);
        does(there().prepareProject(SHOP, ANN));
        moved(orders);
        ProofCheck check = prover(target(), null).check(before);
        assertThat(check.findings()).isEmpty();
        assertThat(check.whole()).isTrue();
        Proof after = proven(target(), null, orders, first.run());
        assertThat(after.findings()).isEmpty();
        assertThat(after.fences().checkpoints())
                .startsWith(before.fences().checkpoints().toArray(new Chain.Checkpoint[0]));
    }

    @Test
    @Clause("C-21")
    void aChunkThatIsDoneLaterIsNoChange() throws IOException {
        PipelineKey orders = declared("orders");
        Writer first = ran(orders, 0, 9);
        BackfillId again = new BackfillId("again");
        catalog().startBackfill(backfill(orders, again, null, ANN, 2, 4));
        ChunkWriter one = claimed(orders, again);
        ChunkWriter two = claimed(orders, again);
        ran(orders, 1, 10);
        Proof before = proven(first);
        assertThat(before.whole()).isTrue();
        assertThat(before.fences().pending())
                .containsExactly(one.fence().value(), two.fence().value());
        catalog().commitChunk(new CommitChunk(one, 0, List.of(Work.object("a", "old")), ONE));
        ProofCheck check = prover(catalog(), null).check(before);
        assertThat(check.findings()).isEmpty();
        Proof after = proven(first);
        assertThat(after.fences().digest()).isNotEqualTo(before.fences().digest());
        assertThat(after.fences().pending()).containsExactly(two.fence().value());
    }

    private ChunkWriter claimed(PipelineKey pipeline, BackfillId backfill) {
        ChunkResult answer =
                catalog().claimChunk(new ClaimChunk(pipeline, backfill, RequestId.random(), "worker", TTL));
        if (answer instanceof ChunkResult.ChunkGranted granted) {
            return granted.writer();
        }
        throw new AssertionError("expected ChunkGranted, was " + answer);
    }
}
