package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Enqueue;
import io.hakiri.catalog.EnqueueResult;
import io.hakiri.catalog.KeyComplete;
import io.hakiri.catalog.KeyCompleteResult;
import io.hakiri.catalog.KeyId;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RewindResult;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Writer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Sending a request again after its answer was lost. */
abstract class RepeatContract extends Scene {
    private static final Duration WITHIN_MEMORY = Duration.ofHours(23);
    private static final KeyId KEY = new KeyId(SHOP, "invoices", "2026-01");

    RepeatContract(CatalogFixture fixture) {
        super(fixture);
    }

    @Test
    @Clause("C-10")
    void theLastStepSentAgainGetsItsFirstAnswerAndChangesNothing() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        Commit commit = goingOn(
                writer,
                1,
                new Work().moving("a", 0, at(1)).accepting("a", 0, "{}").counting("a", new Counts(1, 1, 0, 1)));
        CommitResult first = catalog().commit(commit);
        Dump before = dump();
        fixture.advance(Duration.ofSeconds(30));

        assertThat(catalog().commit(commit)).isEqualTo(first);
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-10")
    void theLastStepSentAgainAfterATakeoverGetsItsFirstAnswer() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        Commit commit = goingOn(writer, 1, new Work().moving("a", 0, at(1)));
        CommitResult first = catalog().commit(commit);
        fixture.advance(BEYOND_TTL);
        commits(goingOn(writing(orders), 1, new Work().moving("a", 1, at(2))));
        Dump before = dump();

        assertThat(catalog().commit(commit)).isEqualTo(first);
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-10")
    void aFinishSentAgainAfterTheNextGrantGetsItsFirstAnswer() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        Commit finish = finishing(writer, 1, new Work().moving("a", 0, at(1)), RunStatus.SUCCEEDED, fixture.now());
        CommitResult first = catalog().commit(finish);
        Writer next = writing(orders);
        Dump before = dump();

        assertThat(catalog().commit(finish)).isEqualTo(first);
        assertThat(dump()).isEqualTo(before);
        commits(finishing(next, 1));
        assertThat(catalog().commit(finish)).isEqualTo(first);
    }

    @Test
    @Clause("C-10")
    void aLowerStepIsAlreadyApplied() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        Commit first = goingOn(writer, 1, new Work().moving("a", 0, at(1)));
        commits(first);
        commits(goingOn(writer, 2, new Work().moving("a", 1, at(2))));
        commits(goingOn(writer, 3, new Work().moving("a", 2, at(3))));

        assertThat(catalog().commit(first)).isEqualTo(new CommitResult.AlreadyApplied(3));
        fixture.advance(BEYOND_TTL);
        writing(orders);
        assertThat(catalog().commit(first)).isEqualTo(new CommitResult.AlreadyApplied(3));
    }

    @Test
    @Clause("C-10")
    void aGapInTheStepsIsInvalid() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        Dump before = dump();
        assertThat(catalog().commit(goingOn(writer, 2, new Work().moving("a", 0, at(1)))))
                .isInstanceOf(Answers.Invalid.class);
        assertThat(dump()).isEqualTo(before);

        commits(goingOn(writer, 1, new Work()));
        assertThat(catalog().commit(goingOn(writer, 3, new Work()))).isInstanceOf(Answers.Invalid.class);
    }

    @Test
    @Clause("C-10")
    void theSameStepWithOtherContentIsInvalidWhateverDiffers() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        Work work = new Work().moving("a", 0, at(1)).staging("a", "one");
        commits(goingOn(writer, 1, work));
        Dump before = dump();

        List<Commit> others = List.of(
                goingOn(writer, 1, new Work()),
                goingOn(writer, 1, new Work().moving("a", 0, at(2)).staging("a", "one")),
                goingOn(writer, 1, new Work().moving("b", 0, at(1)).staging("a", "one")),
                goingOn(writer, 1, new Work().moving("a", 1, at(1)).staging("a", "one")),
                goingOn(writer, 1, new Work().moving("a", 0, at(1)).staging("a", "two")),
                goingOn(
                        writer,
                        1,
                        new Work().moving("a", 0, at(1)).staging("a", "one").under("a", 1)),
                finishing(writer, 1, work, RunStatus.SUCCEEDED, null));
        for (Commit other : others) {
            assertThat(catalog().commit(other)).isInstanceOf(Answers.Invalid.class);
        }
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-10")
    void theStepIsCheckedBeforeTheFence() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, new Work()));
        fixture.advance(BEYOND_TTL);
        writing(orders);

        assertThat(catalog().commit(goingOn(writer, 3, new Work()))).isInstanceOf(Answers.Invalid.class);
        assertThat(catalog().commit(goingOn(writer, 1, new Work().staging("a", "other"))))
                .isInstanceOf(Answers.Invalid.class);
        assertThat(catalog().commit(goingOn(writer, 2, new Work()))).isInstanceOf(Answers.Fenced.class);
    }

    @Test
    @Clause("C-10")
    void theLastStepIsRememberedByANewProcess() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        Commit commit = goingOn(writer, 1, new Work().moving("a", 0, at(1)));
        CommitResult first = catalog().commit(commit);

        reopen();

        assertThat(catalog().commit(commit)).isEqualTo(first);
    }

    @Test
    @Clause("C-10")
    void aBeginSentAgainGetsTheSameGrantAndNoNewFence() {
        PipelineKey orders = declared("orders");
        commits(finishing(writing(orders), 1, new Work().moving("a", 0, at(1)), RunStatus.SUCCEEDED, null));
        Begin begin = asking(orders);
        Granted first = granted(catalog().begin(begin));
        Dump before = dump();

        fixture.advance(Duration.ofSeconds(1));
        assertThat(catalog().begin(begin)).isEqualTo(first);
        reopen();
        assertThat(catalog().begin(begin)).isEqualTo(first);
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-10")
    void aBeginSentAgainWithinADayGetsItsGrantAlsoAfterATakeover() {
        PipelineKey orders = declared("orders");
        Begin begin = asking(orders);
        Granted first = granted(catalog().begin(begin));
        fixture.advance(WITHIN_MEMORY);
        Writer next = writing(orders);
        Dump before = dump();

        assertThat(catalog().begin(begin)).isEqualTo(first);
        assertThat(catalog().commit(goingOn(first.writer(), 1, new Work())))
                .isEqualTo(new Answers.Fenced(next.fence()));
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-10")
    void aBeginSentAgainAfterItsRunWentOnGetsItsFirstAnswerWhole() {
        PipelineKey orders = declared("orders");
        commits(finishing(
                writing(orders),
                1,
                new Work().moving("a", 0, at(1)).staging("a", "one").accepting("a", 0, "{}"),
                RunStatus.SUCCEEDED,
                null));
        Begin begin = asking(orders);
        Granted first = granted(catalog().begin(begin));
        assertThat(first.cursors()).hasSize(1);
        assertThat(first.unsettled()).hasSize(1);
        commits(goingOn(
                first.writer(),
                1,
                new Work()
                        .moving("a", 1, at(2))
                        .moving("b", 0, at(2))
                        .published(first.unsettled().getFirst().id())
                        .accepting("a", 1, "{\"wide\":true}")));
        Dump before = dump();

        assertThat(catalog().begin(begin)).isEqualTo(first);
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-10")
    void aBeginUnderAUsedRequestIdWithOtherContentIsInvalid() {
        PipelineKey orders = declared("orders");
        Begin begin = asking(orders);
        granted(catalog().begin(begin));
        Dump before = dump();

        List<Begin> others = List.of(
                again(begin, begin.worker() + "!", begin.streams()),
                again(begin, begin.worker(), Set.of("a")),
                new Begin(
                        orders,
                        RUN_IDS.next(),
                        begin.request(),
                        begin.worker(),
                        TTL,
                        new Trigger.Manual(),
                        begin.streams()));
        for (Begin other : others) {
            assertThat(catalog().begin(other)).isInstanceOf(Answers.Invalid.class);
        }
        assertThat(dump()).isEqualTo(before);
    }

    private static Begin again(Begin begin, String worker, Set<String> streams) {
        return new Begin(begin.pipeline(), begin.run(), begin.request(), worker, TTL, begin.trigger(), streams);
    }

    @Test
    @Clause("C-10")
    void aRequestIdIsThePipelinesOwn() {
        Begin begin = asking(declared("orders"));
        granted(catalog().begin(begin));
        Begin other = new Begin(
                declared("customers"), RUN_IDS.next(), begin.request(), "w", TTL, new Trigger.Manual(), STREAMS);

        assertThat(granted(catalog().begin(other)).writer().run()).isEqualTo(other.run());
    }

    @Test
    @Clause("C-10")
    void aRunIdThatWasUsedIsInvalidForAnotherBegin() {
        PipelineKey orders = declared("orders");
        Begin begin = asking(orders);
        commits(finishing(granted(catalog().begin(begin)).writer(), 1));
        Dump before = dump();

        Begin sameRun = new Begin(orders, begin.run(), RequestId.random(), "w", TTL, new Trigger.Manual(), STREAMS);
        assertThat(catalog().begin(sameRun)).isInstanceOf(Answers.Invalid.class);
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-10")
    void aRefusedBeginMayBeSentAgainAndIsGrantedWhenTheWayIsFree() {
        PipelineKey orders = declared("orders");
        Writer holder = writing(orders);
        Begin begin = asking(orders);
        assertThat(catalog().begin(begin)).isInstanceOf(Answers.Held.class);
        commits(finishing(holder, 1));

        assertThat(granted(catalog().begin(begin)).writer().run()).isEqualTo(begin.run());
    }

    @Test
    @Clause("C-10")
    void aRewindSentAgainGetsItsFirstAnswerAndRewindsOnce() {
        PipelineKey orders = declared("orders");
        commits(finishing(writing(orders), 1, new Work().moving("a", 0, at(1)), RunStatus.SUCCEEDED, null));
        Rewind rewind = backToStart(orders, Rewind.Mode.APPEND);
        RewindResult first = catalog().rewind(rewind);
        Dump before = dump();

        assertThat(first).isInstanceOf(RewindResult.Rewound.class);
        assertThat(catalog().rewind(rewind)).isEqualTo(first);
        assertThat(dump()).isEqualTo(before);
        fixture.advance(WITHIN_MEMORY);
        writing(orders);
        assertThat(catalog().rewind(rewind)).isEqualTo(first);
    }

    @Test
    @Clause("C-10")
    void aRewindUnderAUsedRequestIdWithOtherContentIsInvalid() {
        PipelineKey orders = declared("orders");
        commits(finishing(writing(orders), 1, new Work().moving("a", 0, at(1)), RunStatus.SUCCEEDED, null));
        Rewind rewind = backToStart(orders, Rewind.Mode.APPEND);
        assertThat(catalog().rewind(rewind)).isInstanceOf(RewindResult.Rewound.class);
        Dump before = dump();

        assertThat(catalog().rewind(new Rewind(orders, rewind.request(), rewind.target(), Rewind.Mode.REPLACE, ANN)))
                .isInstanceOf(Answers.Invalid.class);
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-10")
    void anEnqueueSentAgainQueuesOnce() {
        PipelineKey orders = declared("orders");
        Enqueue enqueue = queueing(orders);

        assertThat(catalog().enqueue(enqueue)).isEqualTo(new EnqueueResult.Enqueued(enqueue.run()));
        assertThat(catalog().enqueue(enqueue)).isEqualTo(new EnqueueResult.Enqueued(enqueue.run()));
        assertThat(all(page -> catalog().queue(orders, page))).hasSize(1);
        assertThat(catalog().enqueue(new Enqueue(orders, RUN_IDS.next(), enqueue.request(), TTL, ANN)))
                .isInstanceOf(Answers.Invalid.class);
    }

    @Test
    @Clause({"C-10", "C-16"})
    void aKeyStartSentAgainGetsItsTokenAgainAndAnotherRequestDoesNot() {
        KeyStart start = new KeyStart(KEY, RequestId.random(), HOUR, HOUR);
        KeyStartResult first = catalog().start(start);

        assertThat(first).isInstanceOf(KeyStartResult.Started.class);
        assertThat(catalog().start(start)).isEqualTo(first);
        assertThat(catalog().start(new KeyStart(KEY, RequestId.random(), HOUR, HOUR)))
                .isInstanceOf(KeyStartResult.InProgress.class);
    }

    @Test
    @Clause({"C-10", "C-16"})
    void aCompleteSentAgainIsDoneAndWithAnotherResultInvalid() {
        KeyStartResult.Started started =
                (KeyStartResult.Started) catalog().start(new KeyStart(KEY, RequestId.random(), HOUR, HOUR));
        KeyComplete complete = new KeyComplete(KEY, started.token(), "42");

        assertThat(catalog().complete(complete)).isEqualTo(new KeyCompleteResult.Done());
        assertThat(catalog().complete(complete)).isEqualTo(new KeyCompleteResult.Done());
        assertThat(catalog().complete(new KeyComplete(KEY, started.token(), "43")))
                .isInstanceOf(Answers.Invalid.class);
        assertThat(catalog().start(new KeyStart(KEY, RequestId.random(), HOUR, HOUR)))
                .isInstanceOfSatisfying(
                        KeyStartResult.Completed.class,
                        done -> assertThat(done.result()).isEqualTo("42"));
    }

    @Test
    @Clause("C-10")
    void aWholeRunWhoseEveryAnswerIsLostOnceEndsAsIfNoneWereLost() {
        PipelineKey orders = declared("orders");
        LosingAnswers unlucky = new LosingAnswers(catalog());
        Begin begin = asking(orders);
        Granted grant = granted(unlucky.untilAnswered(() -> unlucky.begin(begin)));
        for (int step = 1; step <= 5; step++) {
            Commit commit = goingOn(
                    grant.writer(),
                    step,
                    new Work()
                            .moving("a", step - 1, at(step))
                            .staging("a", "o" + step)
                            .counting("a", new Counts(1, 1, 0, 1)));
            committed(unlucky.untilAnswered(() -> unlucky.commit(commit)));
        }
        Commit finish = finishing(grant.writer(), 6);
        committed(unlucky.untilAnswered(() -> unlucky.commit(finish)));
        Rewind rewind = backToStart(orders, Rewind.Mode.REPLACE);
        RewindResult rewound = unlucky.untilAnswered(() -> unlucky.rewind(rewind));

        assertThat(unlucky.lost()).isEqualTo(8);
        assertThat(run(grant.writer()).counts().get("a")).isEqualTo(new Counts(5, 5, 0, 5));
        assertThat(run(grant.writer()).status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(rewound)
                .isInstanceOfSatisfying(
                        RewindResult.Rewound.class,
                        done -> assertThat(done.withdrawing()).isEqualTo(5));
        assertThat(cursor(orders, "a").revision()).isEqualTo(6);
        assertThat(state(orders).fence()).isEqualTo(grant.writer().fence().next());
        assertThat(audit(orders)).hasSize(2);
    }

    @Test
    @Clause({"C-10", "C-24"})
    void anAnswerThatIsLostIsSaidToBeUnknownAndNeverToHaveFailed() {
        LosingAnswers unlucky = new LosingAnswers(catalog());
        Begin begin = asking(declared("orders"));

        assertThatThrownBy(() -> unlucky.begin(begin)).isInstanceOf(CatalogException.OutcomeUnknown.class);
        assertThat(state(begin.pipeline()).lease()).isNotNull();
    }
}
