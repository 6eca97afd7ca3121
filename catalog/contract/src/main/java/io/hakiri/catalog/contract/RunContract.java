package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.CancelResult;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Enqueue;
import io.hakiri.catalog.EnqueueResult;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.RenewResult;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Writer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs: every legal move, and no other. */
abstract class RunContract extends Scene {
    RunContract(CatalogFixture fixture) {
        super(fixture);
    }

    @Test
    @Clause("C-13")
    void aQueuedRunWaitsAndIsBegunUnderItsOwnId() {
        PipelineKey orders = declared("orders");
        Enqueue queued = queueing(orders);
        assertThat(catalog().enqueue(queued)).isEqualTo(new EnqueueResult.Enqueued(queued.run()));
        Run waiting = run(orders, queued.run());
        assertThat(waiting.status()).isEqualTo(RunStatus.QUEUED);
        assertThat(waiting.fence()).isNull();
        assertThat(all(page -> catalog().queue(orders, page))).containsExactly(waiting);
        assertThat(runs(orders)).isEmpty();

        Granted grant = granted(catalog().begin(beginning(queued)));

        Run running = run(orders, queued.run());
        assertThat(running.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(running.fence()).isEqualTo(grant.writer().fence());
        assertThat(running.trigger()).isEqualTo("queued");
        assertThat(all(page -> catalog().queue(orders, page))).isEmpty();
        assertThat(runs(orders)).containsExactly(running);
    }

    @Test
    @Clause("C-13")
    void aQueuedRunIsCancelledWithoutTouchingTheLease() {
        PipelineKey orders = declared("orders");
        Enqueue queued = queueing(orders);
        catalog().enqueue(queued);
        Writer running = writing(orders);

        assertThat(catalog().cancel(orders, queued.run(), ANN)).isEqualTo(new CancelResult.Cancelled());

        assertThat(run(orders, queued.run()).status()).isEqualTo(RunStatus.CANCELLED);
        commits(finishing(running, 1));
        assertThat(catalog().begin(beginning(queued))).isNotInstanceOf(Granted.class);
    }

    @Test
    @Clause({"C-13", "C-6"})
    void aQueuedRunThatWaitedTooLongIsAbandoned() {
        PipelineKey orders = declared("orders");
        Enqueue queued = queueing(orders);
        catalog().enqueue(queued);
        assertThat(catalog().abandonExpired(SHOP, 10)).isEmpty();
        fixture.advance(BEYOND_TTL);

        assertThat(catalog().abandonExpired(SHOP, 10)).containsExactly(queued.run());

        assertThat(run(orders, queued.run()).status()).isEqualTo(RunStatus.ABANDONED);
        assertThat(catalog().begin(beginning(queued))).isNotInstanceOf(Granted.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"SUCCEEDED", "PARTIAL", "FAILED", "CANCELLED"})
    @Clause("C-13")
    void aRunningRunEndsInEachOutcome(RunStatus outcome) {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        assertThat(status(writer)).isEqualTo(RunStatus.RUNNING);

        commits(finishing(writer, 1, new Work(), outcome, null));

        assertThat(status(writer)).isEqualTo(outcome);
    }

    @ParameterizedTest
    @EnumSource(names = {"SUCCEEDED", "PARTIAL", "FAILED", "CANCELLED"})
    @Clause("C-13")
    void noMoveLeadsOutOfAnEnd(RunStatus outcome) {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(finishing(writer, 1, new Work(), outcome, null));
        Dump before = dump();

        assertThat(catalog().cancel(orders, writer.run(), ANN)).isEqualTo(new CancelResult.AlreadyEnded(outcome));
        assertThat(catalog().commit(goingOn(writer, 2, new Work().moving("a", 0, at(1)))))
                .isNotInstanceOf(CommitResult.Committed.class);
        assertThat(catalog().commit(finishing(writer, 2))).isNotInstanceOf(CommitResult.Committed.class);
        assertThat(catalog().renew(writer, TTL)).isNotInstanceOf(RenewResult.Renewed.class);
        assertThat(catalog().abandonExpired(SHOP, 10)).isEmpty();
        assertThat(dump()).isEqualTo(before);
        does(catalog().breakLease(orders, ANN));
        does(catalog().pause(orders, true, ANN));
        assertThat(status(writer)).isEqualTo(outcome);
    }

    @Test
    @Clause("C-13")
    void anAbandonedRunStaysAbandonedWhateverItsWorkerSays() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        does(catalog().breakLease(orders, ANN));
        Run ended = run(writer);

        assertThat(catalog().commit(finishing(writer, 1))).isInstanceOf(Answers.Fenced.class);
        assertThat(catalog().cancel(orders, writer.run(), ANN))
                .isEqualTo(new CancelResult.AlreadyEnded(RunStatus.ABANDONED));
        assertThat(run(writer)).isEqualTo(ended);
    }

    @Test
    @Clause("C-13")
    void aRunningRunIsCancelledAndFenced() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);

        assertThat(catalog().cancel(orders, writer.run(), ANN)).isEqualTo(new CancelResult.Cancelled());

        assertThat(status(writer)).isEqualTo(RunStatus.CANCELLED);
        assertThat(state(orders).lease()).isNull();
        assertThat(catalog().commit(finishing(writer, 1))).isInstanceOf(Answers.Fenced.class);
        assertThat(writing(orders).fence()).isGreaterThan(writer.fence());
    }

    @Test
    @Clause("C-13")
    void cancellingAnUnknownRunIsNotFound() {
        assertThat(catalog().cancel(declared("orders"), RUN_IDS.next(), ANN)).isEqualTo(new Answers.NotFound());
    }

    @Test
    @Clause("C-13")
    void aRunThatWasNotQueuedCannotBeBegunAsQueued() {
        PipelineKey orders = declared("orders");
        Begin begin = new Begin(orders, RUN_IDS.next(), RequestId.random(), "w", TTL, new Trigger.Queued(), Set.of());
        Dump before = dump();

        assertThat(catalog().begin(begin)).isNotInstanceOf(Granted.class);
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-13")
    void aQueuedRunIsBegunOnce() {
        PipelineKey orders = declared("orders");
        Enqueue queued = queueing(orders);
        catalog().enqueue(queued);
        commits(finishing(granted(catalog().begin(beginning(queued))).writer(), 1));
        Dump before = dump();

        assertThat(catalog().begin(beginning(queued))).isNotInstanceOf(Granted.class);
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-13")
    void ofThreadsRacingToBeginAQueuedRunOneBeginsIt() {
        PipelineKey orders = declared("orders");
        Enqueue queued = queueing(orders);
        catalog().enqueue(queued);

        assertThat(Race.of(8, i -> () -> catalog().begin(beginning(queued))))
                .filteredOn(Granted.class::isInstance)
                .hasSize(1);
    }

    @Test
    @Clause({"C-13", "C-22"})
    void theQueueTakesItsLimitAndNotOneMore() {
        PipelineKey orders = declared("orders");
        for (int i = 0; i < Limits.QUEUED_RUNS_PER_PIPELINE; i++) {
            assertThat(catalog().enqueue(queueing(orders))).isInstanceOf(EnqueueResult.Enqueued.class);
        }
        assertThat(catalog().enqueue(queueing(orders))).isInstanceOf(Answers.Invalid.class);

        RunId first = all(page -> catalog().queue(orders, page)).getFirst().id();
        catalog().cancel(orders, first, ANN);
        assertThat(catalog().enqueue(queueing(orders))).isInstanceOf(EnqueueResult.Enqueued.class);
    }

    @Test
    @Clause("C-13")
    void pauseRefusesNewBeginsAndLetsTheCurrentRunGoOn() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        does(catalog().pause(orders, false, ANN));

        assertThat(state(orders).status()).isEqualTo(new PipelineStatus.OnHold(ANN.reason()));
        assertThat(catalog().begin(asking(orders))).isEqualTo(new Answers.Paused());
        commits(goingOn(writer, 1, new Work().moving("a", 0, at(1))));
        assertThat(catalog().renew(writer, TTL)).isInstanceOf(RenewResult.Renewed.class);
        commits(finishing(writer, 2));
        assertThat(catalog().begin(asking(orders))).isEqualTo(new Answers.Paused());

        does(catalog().resume(orders, null, ANN));
        assertThat(granted(orders)).isNotNull();
    }

    @Test
    @Clause("C-13")
    void pauseNowTakesTheLease() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        does(catalog().pause(orders, true, ANN));

        assertThat(catalog().commit(finishing(writer, 1))).isInstanceOf(Answers.Fenced.class);
        assertThat(status(writer)).isEqualTo(RunStatus.ABANDONED);
        assertThat(state(orders).lease()).isNull();
    }

    @Test
    @Clause({"C-13", "C-6"})
    void pauseNowTakesTheLeaseAlsoOfAPipelineThatIsPaused() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        does(catalog().pause(orders, false, ANN));
        does(catalog().pause(orders, true, ANN));

        assertThat(status(writer)).isEqualTo(RunStatus.ABANDONED);
    }

    @Test
    @Clause("C-13")
    void aDeletedPipelineIsGoneAndItsRunFenced() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        does(catalog().delete(orders, ANN));

        assertThat(catalog().pipeline(orders)).isEmpty();
        assertThat(catalog().commit(goingOn(writer, 1, new Work()))).isNotInstanceOf(CommitResult.Committed.class);
        assertThat(catalog().begin(asking(orders))).isEqualTo(new Answers.NotFound());
        assertThat(catalog().pause(orders, false, ANN)).isEqualTo(new Answers.NotFound());
    }

    @Test
    @Clause("C-13")
    void aPipelineThatWasCreatedAgainHasNoCursorsAndKeepsItsHistory() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(finishing(writer, 1, new Work().moving("a", 0, at(7)), RunStatus.SUCCEEDED, null));
        does(catalog().delete(orders, ANN));
        declared("orders");

        assertThat(cursors(orders)).isEmpty();
        assertThat(granted(orders).cursors()).isEmpty();
        assertThat(runs(orders)).extracting(Run::id).contains(writer.run());
    }

    @Test
    @Clause("C-13")
    void operationsOnWhatDoesNotExistAreNotFound() {
        PipelineKey nowhere = PipelineKey.of("shop", "nowhere");
        List<Object> answers = List.of(
                catalog().pause(nowhere, true, ANN),
                catalog().resume(nowhere, null, ANN),
                catalog().delete(nowhere, ANN),
                catalog().breakLease(nowhere, ANN),
                catalog().enqueue(queueing(nowhere)),
                catalog().cancel(nowhere, RUN_IDS.next(), ANN),
                catalog().rewind(backToStart(nowhere, Rewind.Mode.APPEND)),
                catalog().acknowledge(nowhere, List.of()));
        assertThat(answers).containsOnly(new Answers.NotFound());
    }
}
