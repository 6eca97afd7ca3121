package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.ActivateResult;
import io.hakiri.catalog.Adopt;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.CancelResult;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.PutResult;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RewindResult;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.SealResult;
import io.hakiri.catalog.Writer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fences grow for ever, and a stale one changes nothing. */
abstract class FenceContract extends Scene {
    /** What takes a lease away from the one who holds it. */
    enum Loss {
        EXPIRY_AND_TAKEOVER,
        BREAK,
        PAUSE_NOW,
        CANCEL,
        REAPER,
        REWIND_AFTER_EXPIRY,
        SEAL_AND_UNSEAL,
        ADOPTION
    }

    /** What a writer may try. */
    enum Write {
        RENEW,
        MOVE,
        SCHEMA,
        STAGE,
        SETTLE,
        COUNT,
        FINISH
    }

    FenceContract(CatalogFixture fixture) {
        super(fixture);
    }

    @Test
    @Clause("C-2")
    void everyGrantHasAGreaterFenceAfterRelease() {
        PipelineKey orders = declared("orders");
        Fence last = Fence.NONE;
        for (int i = 0; i < 10; i++) {
            Writer writer = writing(orders);
            assertThat(writer.fence()).isGreaterThan(last);
            last = writer.fence();
            commits(finishing(writer, 1));
        }
    }

    @Test
    @Clause("C-2")
    void theCounterGrowsByOneWithEachAcquisition() {
        PipelineKey orders = declared("orders");
        Writer first = writing(orders);
        commits(finishing(first, 1));

        assertThat(writing(orders).fence()).isEqualTo(first.fence().next());
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"C-2", "C-3", "C-6"})
    void afterEachLossTheFenceIsGreaterTheRunIsAbandonedAndTheLoserChangesNothing(Loss loss) {
        PipelineKey orders = declared("orders");
        Writer loser = writing(orders);
        commits(goingOn(loser, 1, new Work().moving("a", 0, at(1))));

        lose(orders, loser, loss);

        assertThat(state(orders).fence()).isGreaterThan(loser.fence());
        Run lost = run(loser);
        assertThat(lost.status()).isEqualTo(loss == Loss.CANCEL ? RunStatus.CANCELLED : RunStatus.ABANDONED);
        assertThat(lost.replacedBy()).isNotBlank();
        assertThat(lost.endedAt()).isEqualTo(fixture.now());
        Dump before = dump();
        assertThat(catalog().commit(goingOn(loser, 2, new Work().moving("a", 1, at(2)))))
                .isEqualTo(new Answers.Fenced(state(orders).fence()));
        assertThat(dump()).isEqualTo(before);
    }

    private void lose(PipelineKey orders, Writer loser, Loss loss) {
        switch (loss) {
            case EXPIRY_AND_TAKEOVER -> {
                fixture.advance(BEYOND_TTL);
                assertThat(granted(orders).abandoned()).isEqualTo(loser.run());
            }
            case BREAK -> does(catalog().breakLease(orders, ANN));
            case PAUSE_NOW -> does(catalog().pause(orders, true, ANN));
            case CANCEL ->
                assertThat(catalog().cancel(orders, loser.run(), ANN)).isEqualTo(new CancelResult.Cancelled());
            case REAPER -> {
                fixture.advance(BEYOND_TTL);
                assertThat(catalog().abandonExpired(SHOP, 10)).containsExactly(loser.run());
            }
            case REWIND_AFTER_EXPIRY -> {
                fixture.advance(BEYOND_TTL);
                assertThat(catalog().rewind(backToStart(orders, Rewind.Mode.APPEND)))
                        .isInstanceOf(RewindResult.Rewound.class);
            }
            case SEAL_AND_UNSEAL -> {
                assertThat(catalog().seal(orders, true, ANN)).isInstanceOf(SealResult.SealedUnder.class);
                does(catalog().unseal(orders, state(orders).fence(), ANN));
            }
            case ADOPTION ->
                assertThat(catalog().adopt(new Adopt(SHOP, 1, ANN)).generation())
                        .isPositive();
        }
    }

    @Test
    @Clause("C-2")
    void aPipelineThatWasDeletedAndCreatedAgainGoesOnFromItsTombstone() {
        PipelineKey orders = declared("orders");
        Fence last = Fence.NONE;
        for (int life = 0; life < 3; life++) {
            Writer writer = writing(orders);
            assertThat(writer.fence()).isGreaterThan(last);
            last = writer.fence();
            does(catalog().delete(orders, ANN));
            assertThat(catalog().put(new PutPipeline(orders, "{}", null, 0L, ANN)))
                    .isInstanceOfSatisfying(
                            PutResult.Stored.class,
                            stored -> assertThat(stored.state().fence()).isGreaterThan(writer.fence()));
            assertThat(catalog().commit(finishing(writer, 1))).isNotInstanceOf(CommitResult.Committed.class);
        }
    }

    @Test
    @Clause({"C-2", "C-26"})
    void aPipelineThatMovedAwayAndBackGoesOnFromTheGreatestFence() {
        PipelineKey orders = declared("orders");
        Fence here = writing(orders).fence();
        try (Catalog there = fixture.open(fixture.newAddress())) {
            catalog().seal(orders, true, ANN);
            does(there.receive(image(catalog(), orders), ANN));
            assertThat(there.activate(orders, ANN)).isInstanceOf(ActivateResult.Activated.class);
            Fence moved = granted(there.begin(asking(orders))).writer().fence();
            assertThat(moved).isGreaterThan(here);
            assertThat(moved.generation()).isGreaterThan(here.generation());
        }
    }

    private static PipelineImage image(Catalog catalog, PipelineKey pipeline) {
        return page(catalog.image(pipeline)).entries().getFirst();
    }

    @Test
    @Clause({"C-2", "C-27"})
    void adoptionStartsAGenerationAboveEveryFence() {
        PipelineKey orders = declared("orders");
        Fence before = writing(orders).fence();
        int generation = catalog().adopt(new Adopt(SHOP, 7, ANN)).generation();
        does(catalog().resume(orders, null, ANN));

        Fence after = writing(orders).fence();

        assertThat(generation).isGreaterThanOrEqualTo(7);
        assertThat(after.generation()).isEqualTo(generation);
        assertThat(after).isGreaterThan(before);
    }

    @ParameterizedTest
    @EnumSource
    @Clause("C-3")
    void eachKindOfWriteUnderAStaleFenceChangesNothing(Write write) {
        PipelineKey orders = declared("orders");
        Writer stale = writing(orders);
        commits(goingOn(stale, 1, new Work().moving("a", 0, at(1)).staging("a", "one")));
        fixture.advance(BEYOND_TTL);
        Writer current = writing(orders);
        Dump before = dump();

        Object answer = tries(stale, write);

        assertThat(answer).isEqualTo(new Answers.Fenced(current.fence()));
        assertThat(dump()).isEqualTo(before);
    }

    private Object tries(Writer stale, Write write) {
        Work work = new Work();
        return switch (write) {
            case RENEW -> catalog().renew(stale, TTL);
            case MOVE -> catalog().commit(goingOn(stale, 2, work.moving("a", 1, at(2))));
            case SCHEMA -> catalog().commit(goingOn(stale, 2, work.accepting("a", 0, "{}")));
            case STAGE -> catalog().commit(goingOn(stale, 2, work.staging("a", "two")));
            case SETTLE -> catalog().commit(goingOn(stale, 2, work.published(new ReceiptId(stale.fence(), 1, 0))));
            case COUNT -> catalog().commit(goingOn(stale, 2, work.counting("a", new Counts(1, 1, 1, 1))));
            case FINISH -> catalog().commit(finishing(stale, 2, work, RunStatus.FAILED, fixture.now()));
        };
    }

    @Test
    @Clause("C-3")
    void aFenceFromTheFutureIsStaleToo() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        Writer forged = new Writer(orders, writer.run(), writer.fence().next());
        Dump before = dump();

        assertThat(catalog().commit(goingOn(forged, 1, new Work().moving("a", 0, at(1)))))
                .isEqualTo(new Answers.Fenced(writer.fence()));
        assertThat(catalog().renew(forged, TTL)).isEqualTo(new Answers.Fenced(writer.fence()));
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-3")
    void theRightFenceUnderAnotherRunIsRefused() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        RunId other = RUN_IDS.next();
        Dump before = dump();

        assertThat(catalog().commit(goingOn(new Writer(orders, other, writer.fence()), 1, new Work())))
                .isNotInstanceOf(CommitResult.Committed.class);
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-6")
    void theNextGrantNamesTheRunItReplacedAndIsNamedByIt() {
        PipelineKey orders = declared("orders");
        Writer lost = writing(orders);
        fixture.advance(BEYOND_TTL);
        Writer next = writing(orders);

        assertThat(run(lost).replacedBy()).contains(next.run().toString());
    }

    @Test
    @Clause("C-6")
    void aDeletedPipelineLeavesNoRunningRun() {
        PipelineKey orders = declared("orders");
        Writer lost = writing(orders);
        does(catalog().delete(orders, ANN));
        assertThat(catalog().put(new PutPipeline(orders, "{}", null, 0L, ANN))).isInstanceOf(PutResult.Stored.class);

        assertThat(run(lost).status()).isEqualTo(RunStatus.ABANDONED);
        assertThat(run(lost).replacedBy()).isNotBlank();
    }

    @Test
    @Clause("C-6")
    void theReaperClosesEveryExpiredRunUpToItsLimitAndLeavesTheLivingAlone() {
        List<Writer> lost =
                Stream.of("p1", "p2", "p3").map(name -> writing(declared(name))).toList();
        fixture.advance(BEYOND_TTL);
        Writer living = writing(declared("p4"));

        List<RunId> first = catalog().abandonExpired(SHOP, 2);
        List<RunId> second = catalog().abandonExpired(SHOP, 2);
        List<RunId> third = catalog().abandonExpired(SHOP, 2);

        assertThat(first).hasSize(2);
        assertThat(second).hasSize(1).doesNotContainAnyElementsOf(first);
        assertThat(third).isEmpty();
        assertThat(lost).allSatisfy(writer -> assertThat(status(writer)).isEqualTo(RunStatus.ABANDONED));
        assertThat(status(living)).isEqualTo(RunStatus.RUNNING);
    }

    @Test
    @Clause("C-6")
    void failuresInARowAreCountedUntilARunSucceeds() {
        PipelineKey orders = declared("orders");
        commits(finishing(writing(orders), 1, new Work(), RunStatus.FAILED, null));
        writing(orders);
        does(catalog().breakLease(orders, ANN));
        writing(orders);
        fixture.advance(BEYOND_TTL);

        BeginResult.Granted fourth = granted(orders);
        assertThat(fourth.failures()).isEqualTo(3);
        commits(finishing(fourth.writer(), 1));
        assertThat(granted(orders).failures()).isZero();
    }

    @Test
    @Clause("C-6")
    void noRunStaysRunningWhateverBecameOfIt() {
        PipelineKey orders = declared("orders");
        for (Loss loss : Loss.values()) {
            Writer loser = writing(orders);
            lose(orders, loser, loss);
            does(catalog().breakLease(orders, ANN));
            does(catalog().resume(orders, null, ANN));
        }
        assertThat(runs(orders)).noneMatch(run -> run.status() == RunStatus.RUNNING);
    }
}
