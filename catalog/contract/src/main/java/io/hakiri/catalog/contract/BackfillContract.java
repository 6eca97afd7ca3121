package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.BackfillResult;
import io.hakiri.catalog.Chunk;
import io.hakiri.catalog.ChunkCommitResult;
import io.hakiri.catalog.ChunkCommitResult.ChunkDone;
import io.hakiri.catalog.ChunkResult;
import io.hakiri.catalog.ChunkResult.ChunkGranted;
import io.hakiri.catalog.ChunkWriter;
import io.hakiri.catalog.ClaimChunk;
import io.hakiri.catalog.CommitChunk;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.SchemaChange;
import io.hakiri.catalog.StartBackfill;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A range done by many workers, each chunk once. */
abstract class BackfillContract extends Scene {
    private static final BackfillId ID = new BackfillId("january");
    private static final Counts ROWS = new Counts(10, 10, 0, 100);

    BackfillContract(CatalogFixture fixture) {
        super(fixture);
    }

    private static StartBackfill range(PipelineKey orders, Position.@Nullable Monotonic from, long... borders) {
        return backfill(orders, ID, from, ANN, borders);
    }

    private Backfill started(StartBackfill request) {
        BackfillResult answer = catalog().startBackfill(request);
        assertThat(answer).isInstanceOf(BackfillResult.Started.class);
        return ((BackfillResult.Started) answer).backfill();
    }

    private static ClaimChunk asks(PipelineKey orders) {
        return new ClaimChunk(orders, ID, RequestId.random(), "worker", TTL);
    }

    private ChunkGranted chunk(PipelineKey orders) {
        ChunkResult answer = catalog().claimChunk(asks(orders));
        assertThat(answer).isInstanceOf(ChunkGranted.class);
        return (ChunkGranted) answer;
    }

    private static CommitChunk doing(ChunkWriter writer) {
        return new CommitChunk(writer, 0, List.of(), ROWS);
    }

    private Backfill backfill(PipelineKey orders) {
        return catalog().backfill(orders, ID).orElseThrow();
    }

    /** A pipeline whose cursor stands at a number. */
    private PipelineKey at100() {
        PipelineKey orders = declared("orders");
        commits(finishing(writing(orders), 1, new Work().moving("a", 0, at(100)), RunStatus.SUCCEEDED, null));
        return orders;
    }

    @Test
    @Clause("C-21")
    void chunksAreHandedOutInOrderWithTheirBordersAndFencesOfTheirOwn() {
        PipelineKey orders = declared("orders");
        Backfill backfill = started(range(orders, null, 10, 20, 30));
        assertThat(backfill.chunks()).isEqualTo(3);
        assertThat(backfill.ahead()).isTrue();

        List<ChunkGranted> granted = List.of(chunk(orders), chunk(orders), chunk(orders));

        assertThat(granted).extracting(ChunkGranted::after).containsExactly(null, at(10), at(20));
        assertThat(granted).extracting(ChunkGranted::upTo).containsExactly(at(10), at(20), at(30));
        assertThat(granted).extracting(grant -> grant.writer().chunk()).containsExactly(0, 1, 2);
        assertThat(granted)
                .extracting(grant -> grant.writer().fence())
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(catalog().claimChunk(asks(orders))).isInstanceOfSatisfying(ChunkResult.NoChunk.class, none -> {
            assertThat(none.status()).isEqualTo(Backfill.Status.RUNNING);
            assertThat(none.retryAt()).isEqualTo(granted.getFirst().leaseUntil());
        });
    }

    @Test
    @Clause("C-21")
    void theCursorMovesWhenAllBeforeItAreDone() {
        PipelineKey orders = declared("orders");
        started(range(orders, null, 10, 20, 30));
        ChunkGranted first = chunk(orders);
        ChunkGranted second = chunk(orders);
        ChunkGranted third = chunk(orders);

        assertThat(catalog().commitChunk(doing(second.writer()))).isEqualTo(new ChunkDone(2));
        assertThat(cursors(orders)).isEmpty();
        assertThat(catalog().commitChunk(doing(first.writer()))).isEqualTo(new ChunkDone(1));
        assertThat(position(orders, "a")).isEqualTo(at(20));
        assertThat(catalog().commitChunk(doing(third.writer()))).isEqualTo(new ChunkDone(0));
        assertThat(position(orders, "a")).isEqualTo(at(30));
        assertThat(backfill(orders).status()).isEqualTo(Backfill.Status.DONE);
        assertThat(backfill(orders).counts()).isEqualTo(new Counts(30, 30, 0, 300));
        assertThat(catalog().claimChunk(asks(orders))).isEqualTo(new ChunkResult.NoChunk(Backfill.Status.DONE, null));
    }

    @Test
    @Clause("C-21")
    void aBackfillBehindTheCursorLeavesItWhereItIsAndLetsRunsGoOn() {
        PipelineKey orders = at100();
        assertThat(started(range(orders, null, 10, 20)).ahead()).isFalse();
        assertThat(granted(orders)).isNotNull();

        catalog().commitChunk(doing(chunk(orders).writer()));
        catalog().commitChunk(doing(chunk(orders).writer()));

        assertThat(position(orders, "a")).isEqualTo(at(100));
        assertThat(backfill(orders).status()).isEqualTo(Backfill.Status.DONE);
    }

    @Test
    @Clause({"C-21", "C-1"})
    void aBackfillAheadHoldsThePipelineAgainstBeginsWhileItGoesOn() {
        PipelineKey orders = at100();
        assertThat(started(range(orders, at(100), 110)).ahead()).isTrue();
        assertThat(catalog().begin(asking(orders))).isInstanceOf(Answers.Held.class);

        catalog().commitChunk(doing(chunk(orders).writer()));

        assertThat(granted(orders).cursors().getFirst().position()).isEqualTo(at(110));
    }

    @Test
    @Clause("C-21")
    void aRangeAcrossTheCursorIsInvalid() {
        PipelineKey orders = at100();
        Dump before = dump();
        assertThat(catalog().startBackfill(range(orders, at(50), 150))).isInstanceOf(Answers.Invalid.class);
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause({"C-21", "C-1"})
    void aBackfillAheadIsRefusedWhileARunGoesOn() {
        PipelineKey orders = declared("orders");
        writing(orders);
        assertThat(catalog().startBackfill(range(orders, null, 10))).isInstanceOf(Answers.Held.class);
    }

    @Test
    @Clause({"C-21", "C-10"})
    void startingAgainAnswersAsBeforeAndOtherContentIsInvalid() {
        PipelineKey orders = declared("orders");
        Backfill first = started(range(orders, null, 10, 20));
        assertThat(started(range(orders, null, 10, 20))).isEqualTo(first);
        assertThat(catalog().startBackfill(range(orders, null, 10, 21))).isInstanceOf(Answers.Invalid.class);
    }

    @Test
    @Clause("C-21")
    void aChunkComesBackWhenItsWorkerDiesAndTheDeadOneIsFenced() {
        PipelineKey orders = declared("orders");
        started(range(orders, null, 10, 20));
        ChunkGranted dead = chunk(orders);
        fixture.advance(BEYOND_TTL);
        ChunkGranted taken = chunk(orders);

        assertThat(taken.writer().chunk()).isEqualTo(dead.writer().chunk());
        assertThat(taken.writer().fence()).isGreaterThan(dead.writer().fence());
        Dump before = dump();
        assertThat(catalog().commitChunk(doing(dead.writer()))).isInstanceOf(Answers.Fenced.class);
        assertThat(catalog().renewChunk(dead.writer(), TTL)).isInstanceOf(Answers.Fenced.class);
        assertThat(dump()).isEqualTo(before);
        assertThat(catalog().commitChunk(doing(taken.writer()))).isEqualTo(new ChunkDone(1));
    }

    @Test
    @Clause({"C-21", "C-5"})
    void aSlowWorkerMayFinishItsChunkAsLongAsNobodyTookIt() {
        PipelineKey orders = declared("orders");
        started(range(orders, null, 10));
        ChunkGranted slow = chunk(orders);
        fixture.advance(HOUR);
        assertThat(catalog().commitChunk(doing(slow.writer()))).isEqualTo(new ChunkDone(0));
    }

    @Test
    @Clause({"C-21", "C-5"})
    void renewingKeepsAChunk() {
        PipelineKey orders = declared("orders");
        started(range(orders, null, 10));
        ChunkGranted mine = chunk(orders);
        fixture.advance(TTL.dividedBy(2));
        assertThat(catalog().renewChunk(mine.writer(), TTL))
                .isEqualTo(new ChunkCommitResult.ChunkRenewed(fixture.now().plus(TTL)));
        fixture.advance(TTL.minusSeconds(1));
        assertThat(catalog().claimChunk(asks(orders))).isInstanceOf(ChunkResult.NoChunk.class);
    }

    @Test
    @Clause({"C-21", "C-10"})
    void aChunkCommittedAgainIsDoneOnceAndOtherContentIsInvalid() {
        PipelineKey orders = declared("orders");
        started(range(orders, null, 10, 20));
        ChunkGranted mine = chunk(orders);
        assertThat(catalog().commitChunk(doing(mine.writer()))).isEqualTo(new ChunkDone(1));
        assertThat(catalog().commitChunk(doing(mine.writer()))).isEqualTo(new ChunkDone(1));
        assertThat(backfill(orders).counts()).isEqualTo(ROWS);
        assertThat(catalog().commitChunk(new CommitChunk(mine.writer(), 0, List.of(), Counts.NONE)))
                .isInstanceOf(Answers.Invalid.class);
    }

    @Test
    @Clause({"C-21", "C-10"})
    void aClaimSentAgainGetsTheSameChunk() {
        PipelineKey orders = declared("orders");
        started(range(orders, null, 10, 20));
        ClaimChunk claim = asks(orders);
        ChunkResult first = catalog().claimChunk(claim);
        assertThat(catalog().claimChunk(claim)).isEqualTo(first);
        assertThat(chunk(orders).writer().chunk()).isEqualTo(1);
    }

    @Test
    @Clause({"C-21", "C-25"})
    void aChunksReceiptsAreUnderItsFenceAndOpenUntilSettled() {
        PipelineKey orders = declared("orders");
        started(range(orders, null, 10));
        ChunkGranted mine = chunk(orders);
        catalog().commitChunk(new CommitChunk(mine.writer(), 0, List.of(Work.object("a", "chunk-0")), ROWS));

        assertThat(unsettled(orders))
                .containsExactly(new Receipt(
                        new ReceiptId(mine.writer().fence(), 1, 0),
                        Work.object("a", "chunk-0"),
                        Receipt.State.COMMITTED));
    }

    @Test
    @Clause({"C-21", "C-15"})
    void aChunkUnderAVersionThatNobodyDecidedIsUndecided() {
        PipelineKey orders = declared("orders");
        commits(finishing(
                writing(orders),
                1,
                new Work().seeing(new SchemaChange("a", 0, "{}", null)),
                RunStatus.SUCCEEDED,
                null));
        started(range(orders, null, 10));
        ChunkGranted mine = chunk(orders);
        assertThat(catalog().commitChunk(new CommitChunk(mine.writer(), 1, List.of(), ROWS)))
                .isEqualTo(new ChunkCommitResult.ChunkUndecided("a", 1));
    }

    @Test
    @Clause({"C-21", "C-17"})
    void cancellingFencesItsWorkersAndKeepsWhatIsDone() {
        PipelineKey orders = declared("orders");
        started(range(orders, null, 10, 20, 30));
        catalog().commitChunk(doing(chunk(orders).writer()));
        ChunkGranted working = chunk(orders);
        does(catalog().cancelBackfill(orders, ID, ANN));

        assertThat(catalog().commitChunk(doing(working.writer()))).isNotInstanceOf(ChunkDone.class);
        assertThat(catalog().claimChunk(asks(orders)))
                .isEqualTo(new ChunkResult.NoChunk(Backfill.Status.CANCELLED, null));
        assertThat(backfill(orders).status()).isEqualTo(Backfill.Status.CANCELLED);
        assertThat(backfill(orders).done()).isEqualTo(1);
        assertThat(position(orders, "a")).isEqualTo(at(10));
        assertThat(granted(orders).writer().fence())
                .isGreaterThan(working.writer().fence());
    }

    @Test
    @Clause("C-21")
    void aPausedPipelineHandsOutNoChunk() {
        PipelineKey orders = declared("orders");
        started(range(orders, null, 10));
        does(catalog().pause(orders, false, ANN));
        assertThat(catalog().claimChunk(asks(orders))).isEqualTo(new Answers.Paused());
    }

    @Test
    @Clause({"C-21", "C-19"})
    void chunksAreListedWithTheirBordersAndWhoHasThem() {
        PipelineKey orders = declared("orders");
        started(range(orders, at(5), 10, 20, 30));
        ChunkGranted done = chunk(orders);
        ChunkGranted held = chunk(orders);
        catalog().commitChunk(doing(done.writer()));

        for (int size : List.of(1, 2, 3, 1000)) {
            assertThat(pages(page -> page(catalog().chunks(orders, ID, page)), size))
                    .containsExactly(
                            new Chunk(0, at(5), at(10), true, done.writer().fence(), "worker", null),
                            new Chunk(1, at(10), at(20), false, held.writer().fence(), "worker", held.leaseUntil()),
                            new Chunk(2, at(20), at(30), false, Fence.NONE, null, null));
        }

        does(catalog().cancelBackfill(orders, ID, ANN));
        assertThat(page(catalog().chunks(orders, ID, PageRequest.first())).entries())
                .extracting(Chunk::worker)
                .containsExactly("worker", null, null);
        assertThat(catalog().chunks(orders, new BackfillId("none"), PageRequest.first()))
                .isEqualTo(new Listing.NotThere<>());
        assertThat(catalog().chunks(PipelineKey.of("shop", "none"), ID, PageRequest.first()))
                .isEqualTo(new Listing.NotThere<>());
        assertThatThrownBy(() -> catalog().chunks(orders, ID, new PageRequest("x y", 1)))
                .isInstanceOf(InvalidInput.class);
    }

    @Test
    @Clause("C-21")
    void workersThatRaceAndDieDoEachChunkOnce() {
        int chunks = 60;
        PipelineKey orders = declared("orders");
        started(range(
                orders,
                null,
                IntStream.rangeClosed(1, chunks).mapToLong(i -> i * 10L).toArray()));

        boolean running = true;
        for (int round = 0; running && round < chunks; round++) {
            int seed = round;
            Race.of(4, i -> () -> {
                SplittableRandom random = new SplittableRandom(seed * 31L + i);
                while (catalog().claimChunk(asks(orders)) instanceof ChunkGranted mine) {
                    if (random.nextInt(4) == 0) {
                        return false;
                    }
                    catalog()
                            .commitChunk(new CommitChunk(
                                    mine.writer(),
                                    0,
                                    List.of(Work.object(
                                            "a", "chunk-" + mine.writer().chunk())),
                                    ROWS));
                }
                return true;
            });
            fixture.advance(BEYOND_TTL);
            running = backfill(orders).status() == Backfill.Status.RUNNING;
        }

        assertThat(backfill(orders).status()).isEqualTo(Backfill.Status.DONE);
        assertThat(backfill(orders).counts().read()).isEqualTo(ROWS.read() * chunks);
        assertThat(position(orders, "a")).isEqualTo(at(chunks * 10L));
        assertThat(unsettled(orders))
                .extracting(receipt -> receipt.object().name())
                .hasSize(chunks)
                .doesNotHaveDuplicates();
        assertThat(page(catalog().backfills(orders, PageRequest.first())).entries())
                .containsExactly(backfill(orders));
    }
}
