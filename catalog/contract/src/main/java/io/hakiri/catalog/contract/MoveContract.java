package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static io.hakiri.catalog.contract.Positions.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.AuditSearch;
import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.ChunkCommitResult.ChunkDone;
import io.hakiri.catalog.ChunkWriter;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitChunk;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.HistoryFilter;
import io.hakiri.catalog.KeyComplete;
import io.hakiri.catalog.KeyCompleteResult;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.PutResult;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RewindResult;
import io.hakiri.catalog.RewindResult.Rewound;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunSearch;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.TokenResult;
import io.hakiri.catalog.Writer;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.PipelineName;
import io.hakiri.transfer.ProjectImage;
import io.hakiri.transfer.RowKeys;
import io.hakiri.transfer.RowKind;
import io.hakiri.transfer.Transfer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A whole project moves, and answers as it did. */
abstract class MoveContract extends WorkedProject {
    MoveContract(CatalogFixture fixture) {
        super(fixture);
    }

    @BeforeEach
    void work() {
        workProject();
    }

    private static List<Long> numbers(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private List<AuditEvent> auditThere(PipelineKey pipeline) {
        return pages(page -> target().audit(pipeline, page), 7);
    }

    @Test
    @Clause({"C-30", "C-26"})
    void allRowsOfAProjectAreAtTheTarget() {
        projectMoved();

        assertThatAllIsThere(Owner.of(SHOP));
        LIVING.forEach(pipeline -> assertThatAllIsThere(Owner.of(pipeline)));
        assertThat(rows(there(), Owner.of(GONE), RowKind.FENCE))
                .isEqualTo(rows(source(), Owner.of(GONE), RowKind.FENCE))
                .hasSize(1);
    }

    @Test
    @Clause("C-30")
    void theHistoryAnswersAsAtTheSource() {
        projectMoved();

        for (PipelineKey pipeline : List.of(EVENTS, GONE, IDLE, ORDERS, PAUSED)) {
            assertThat(all(page -> target().runs(pipeline, page))).isEqualTo(runs(pipeline));
            assertThat(auditThere(pipeline)).startsWith(audit(pipeline).toArray(AuditEvent[]::new));
        }
        for (PipelineKey pipeline : LIVING) {
            assertThat(all(page -> target().queue(pipeline, page)))
                    .isEqualTo(all(page -> catalog().queue(pipeline, page)));
            assertThat(all(page -> target().backfills(pipeline, page)))
                    .isEqualTo(all(page -> catalog().backfills(pipeline, page)));
            assertThat(all(page -> target().cursors(pipeline, page))).isEqualTo(cursors(pipeline));
            assertThat(all(page -> target().schemaVersions(pipeline, "a", page)))
                    .isEqualTo(schemas(pipeline, "a"));
        }
        runs(ORDERS).forEach(run -> assertThat(target().run(ORDERS, run.id())).contains(run));
        assertThat(runs(ORDERS)).hasSize(6);
        assertThat(schemas(ORDERS, "a")).hasSize(2);
    }

    @Test
    @Clause({"C-30", "C-28"})
    void aSearchFindsWhatItFoundAtTheSource() {
        RunSearch runs = new RunSearch(HistoryFilter.of(SHOP), Set.of(), PageRequest.first());
        AuditSearch events = new AuditSearch(HistoryFilter.of(SHOP).containing("rita"), PageRequest.first());
        projectMoved();

        assertThat(target().searchRuns(runs).page().entries())
                .containsExactlyInAnyOrderElementsOf(
                        catalog().searchRuns(runs).page().entries());
        assertThat(target().searchAudit(events).page().entries())
                .containsExactlyInAnyOrderElementsOf(
                        catalog().searchAudit(events).page().entries())
                .isNotEmpty();
    }

    @Test
    @Clause({"C-30", "C-17"})
    void auditNumbersGoOnWithoutAGap() {
        ProjectImage project = projectMoved();

        for (PipelineKey pipeline : LIVING) {
            long last = snapshot(pipeline).auditNumber();
            assertThat(audit(pipeline).getLast().action()).isEqualTo("pipeline.sealed");
            assertThat(auditThere(pipeline)).extracting(AuditEvent::number).isEqualTo(numbers(last + 2));
            assertThat(auditThere(pipeline).subList((int) last, (int) last + 2))
                    .extracting(AuditEvent::action)
                    .containsExactly("pipeline.received", "pipeline.activated");
        }
        List<AuditEvent> there = pages(page -> target().audit(SHOP, page), 2);
        assertThat(there).extracting(AuditEvent::number).isEqualTo(numbers(project.auditNumber() + 1));
        assertThat(there.getLast().action()).isEqualTo("project.received");
    }

    @Test
    @Clause({"C-30", "C-26", "C-2"})
    void fencesGoOnAboveAllThatTheSourceGave() {
        int generation = project().generation();
        PipelineImage image = moved(ORDERS);
        Fence there = target().pipeline(ORDERS).orElseThrow().fence();

        assertThat(there).isGreaterThan(image.last());
        assertThat(there.generation()).isGreaterThan(image.last().generation());
        assertThat(granted(target().begin(asking(ORDERS))).writer().fence()).isGreaterThan(there);
        assertThat(there().project(SHOP).orElseThrow().generation()).isGreaterThan(generation);
        assertThat(pipelinesEver(there()))
                .contains(new PipelineName(
                        ORDERS.pipeline(),
                        PipelineName.State.LIVING,
                        target().pipeline(ORDERS).orElseThrow().fence()));
    }

    @Test
    @Clause({"C-30", "C-26"})
    void stateAndScheduleAreThoseOfTheSource() {
        PipelineState before = state(ORDERS);
        projectMoved();

        PipelineState orders = target().pipeline(ORDERS).orElseThrow();
        assertThat(orders.manifest()).isEqualTo(before.manifest());
        assertThat(orders.version()).isEqualTo(before.version());
        assertThat(orders.nextDue()).isEqualTo(before.nextDue());
        assertThat(orders.failures()).isEqualTo(before.failures());
        assertThat(orders.status()).isEqualTo(new PipelineStatus.Active());
        assertThat(target().pipeline(PAUSED).orElseThrow().status())
                .isEqualTo(new PipelineStatus.OnHold(RITA.reason()));
        assertThat(target().begin(asking(PAUSED))).isEqualTo(new Answers.Paused());
        does(target().resume(PAUSED, null, ANN));
        assertThat(granted(target().begin(asking(PAUSED))).failures()).isEqualTo(1);
    }

    @Test
    @Clause({"C-30", "C-10", "C-3"})
    void theLastStepSentAgainIsAlreadyAppliedAndAnotherOneIsFenced() {
        Commit last = last();
        Commit further = goingOn(last.writer(), 2, new Work());
        received(ORDERS);
        assertThat(target().commit(last)).isEqualTo(new CommitResult.AlreadyApplied(1));
        assertThat(target().commit(further)).isEqualTo(new Answers.Moving());

        target().activate(ORDERS, ANN);

        assertThat(target().commit(last)).isEqualTo(new CommitResult.AlreadyApplied(1));
        assertThat(target().commit(new Commit(last.writer(), 1, new Work().progress(), new Next.GoOn(TTL))))
                .isEqualTo(new CommitResult.AlreadyApplied(1));
        assertThat(target().commit(further)).isInstanceOf(Answers.Fenced.class);
        assertThat(target().commitChunk(chunkDone())).isEqualTo(new ChunkDone(2));
    }

    @Test
    @Clause({"C-30", "C-16"})
    void keysAndTokensMeanWhatTheyMeant() {
        projectMoved();

        assertThat(target().start(new KeyStart(DONE_KEY, RequestId.random(), TTL, HOUR)))
                .isInstanceOfSatisfying(
                        KeyStartResult.Completed.class,
                        done -> assertThat(done.result()).isEqualTo(RESULT));
        assertThat(target().start(new KeyStart(OPEN_KEY, RequestId.random(), TTL, HOUR)))
                .isInstanceOf(KeyStartResult.InProgress.class);
        assertThat(target().complete(new KeyComplete(OPEN_KEY, keyToken(), "late")))
                .isEqualTo(new KeyCompleteResult.Done());
        assertThat(target().start(new KeyStart(OVER_KEY, RequestId.random(), TTL, HOUR)))
                .isInstanceOf(KeyStartResult.Started.class);
        assertThat(target().tokens(SHOP, PageRequest.first()))
                .isEqualTo(catalog().tokens(SHOP, PageRequest.first()));
        assertThat(target().validToken(SHOP, apiToken("alpha", 1).hash())).contains(apiToken("alpha", 1));
        assertThat(target().validToken(SHOP, apiToken("widerrufen", 3).hash())).isEmpty();
        assertThat(target().createToken(apiToken("neu", 4), ANN)).isEqualTo(new TokenResult.Done());
    }

    @Test
    @Clause({"C-30", "C-13"})
    void aQueuedRunIsBegunAtTheTarget() {
        moved(ORDERS);

        Granted granted = granted(target().begin(beginning(waiting())));

        assertThat(granted.writer().run()).isEqualTo(waiting().run());
        assertThat(target().run(ORDERS, waiting().run()).orElseThrow().status()).isEqualTo(RunStatus.RUNNING);
        assertThat(target().run(ORDERS, waiting().run()).orElseThrow().trigger())
                .isEqualTo("queued");
    }

    @Test
    @Clause({"C-30", "C-21"})
    void backfillsGoOnWhereTheyWere() {
        moved(EVENTS);
        moved(ORDERS);
        assertThat(target().begin(asking(EVENTS))).isInstanceOf(Answers.Held.class);
        for (int left = 1; left >= 0; left--) {
            ChunkWriter chunk = claimed(target(), EVENTS, FEBRUARY);
            assertThat(target().commitChunk(new CommitChunk(chunk, 0, List.of(), Counts.NONE)))
                    .isEqualTo(new ChunkDone(left));
        }
        Granted granted = granted(target().begin(asking(EVENTS)));
        assertThat(granted.cursors()).extracting(Cursor::position).containsExactly(at(40));
        assertThat(target().backfill(EVENTS, FEBRUARY).orElseThrow().status()).isEqualTo(Backfill.Status.DONE);

        ChunkWriter behind = claimed(target(), ORDERS, JANUARY);
        assertThat(behind.chunk()).isEqualTo(1);
        assertThat(target().commitChunk(new CommitChunk(behind, 0, List.of(), Counts.NONE)))
                .isEqualTo(new ChunkDone(1));
        assertThat(granted(target().begin(asking(ORDERS)))).isNotNull();
    }

    @Test
    @Clause({"C-30", "C-26", "C-2"})
    void aDeletedPipelineIsDeletedThereTooAndGoesOnUnderGreaterNumbers() {
        PipelineName gone = pipelinesEver(source()).get(1);
        assertThat(gone.id()).isEqualTo(GONE.pipeline());
        assertThat(gone.state()).isEqualTo(PipelineName.State.DELETED);
        List<AuditEvent> before = audit(GONE);
        projectMoved();

        assertThat(target().pipeline(GONE)).isEmpty();
        assertThat(target().begin(asking(GONE))).isEqualTo(new Answers.NotFound());
        assertThat(there().snapshot(GONE)).isEmpty();
        assertThat(auditThere(GONE))
                .startsWith(before.toArray(AuditEvent[]::new))
                .hasSize(before.size() + 1);
        assertThat(auditThere(GONE).getLast().action()).isEqualTo("pipeline.discarded");
        assertThat(pipelinesEver(there()).get(1).state()).isEqualTo(PipelineName.State.DISCARDED);
        assertThat(target().put(new PutPipeline(GONE, "{}", null, 0L, ANN))).isInstanceOf(PutResult.Stored.class);
        assertThat(auditThere(GONE)).extracting(AuditEvent::number).isEqualTo(numbers(before.size() + 2));
        assertThat(granted(target().begin(asking(GONE))).writer().fence()).isGreaterThan(gone.fence());
    }

    @Test
    @Clause({"C-30", "C-9"})
    void aRewindToARunThatMovedFindsWhatItNeeds() {
        for (Rewind.Mode mode : Rewind.Mode.values()) {
            PipelineKey pipeline = declared("rewound-" + mode.name().toLowerCase(Locale.ROOT));
            RunId second = runsOf(pipeline).get(1);
            moved(pipeline);

            Rewound rewound = rewoundThere(pipeline, second, mode);

            assertThat(rewound.changed()).extracting(Cursor::position).containsExactly(at(1), token("t1"));
            assertThat(rewound.withdrawing()).isEqualTo(mode == Rewind.Mode.REPLACE ? 4 : 0);
            assertThat(all(page -> target().unsettled(pipeline, page)))
                    .allMatch(receipt -> receipt.state() == Receipt.State.WITHDRAWING)
                    .extracting(receipt -> receipt.object().name())
                    .isEqualTo(mode == Rewind.Mode.REPLACE ? List.of("a2", "b2", "a3", "b3") : List.of());
        }
    }

    @Test
    @Clause({"C-30", "C-9"})
    void aRewindKnowsThatAnEarlierOneWentFurtherBack() {
        PipelineKey pipeline = declared("rewound");
        List<RunId> runs = runsOf(pipeline);
        rewindsBefore(pipeline, runs.get(1), Rewind.Mode.REPLACE, ANN);
        Writer writer = writing(pipeline);
        commits(finishing(writer, 1, new Work().moving("a", 4, at(9)), RunStatus.SUCCEEDED, null));
        moved(pipeline);

        assertThat(rewoundThere(pipeline, runs.get(2), Rewind.Mode.APPEND).changed())
                .extracting(Cursor::position)
                .containsExactly(at(1));
    }

    /** Three runs, each of which moves "a" and "b" by one and stages an object of each. */
    private List<RunId> runsOf(PipelineKey pipeline) {
        return LongStream.rangeClosed(1, 3)
                .mapToObj(i -> {
                    Writer writer = writing(pipeline);
                    commits(finishing(
                            writer,
                            1,
                            new Work()
                                    .moving("a", i - 1, at(i))
                                    .moving("b", i - 1, token("t" + i))
                                    .staging("a", "a" + i)
                                    .staging("b", "b" + i),
                            RunStatus.SUCCEEDED,
                            null));
                    return writer.run();
                })
                .toList();
    }

    private Rewound rewoundThere(PipelineKey pipeline, RunId run, Rewind.Mode mode) {
        RewindResult answer =
                target().rewind(new Rewind(pipeline, RequestId.random(), new Rewind.Target.BeforeRun(run), mode, ANN));
        if (answer instanceof Rewound rewound) {
            return rewound;
        }
        throw new AssertionError("expected Rewound, was " + answer);
    }

    @Test
    @Clause({"C-30", "C-26"})
    void aPipelineMovesAloneIntoAProjectThatLivesThere() {
        PipelineKey own = new PipelineKey(SHOP, new PipelineId("own"));
        target().put(new PutPipeline(own, "{}", null, 0L, ANN));
        moved(ORDERS);

        assertThat(granted(target().begin(asking(own)))).isNotNull();
        assertThatAllIsThere(Owner.of(ORDERS));
        assertThat(there().project(SHOP).orElseThrow().received()).isFalse();
    }

    @Test
    @Clause("C-30")
    void theSnapshotOfARunningPipelineIsTheStateOfItsLastCommit() {
        Writer writer = writing(ORDERS);
        commits(goingOn(writer, 1, new Work().moving("a", 5, at(10))));

        PipelineImage image = snapshot(ORDERS);

        assertThat(image.state()).isEqualTo(state(ORDERS));
        assertThat(image.state().lease()).isNotNull();
        assertThat(image.onHold()).isNull();
        assertThat(image.horizon()).isEqualTo(Fence.NONE);
        assertThat(image.last()).isGreaterThanOrEqualTo(writer.fence());
        assertThat(image.auditNumber()).isEqualTo(audit(ORDERS).size());
        assertThat(image.cursors()).isEqualTo(cursors(ORDERS)).hasSize(4);
        assertThat(image.schemas()).isEqualTo(schemas(ORDERS, "a"));
        assertThat(snapshot(PAUSED).onHold()).isEqualTo(RITA.reason());
        Fence sealed = sealed(PAUSED);
        assertThat(snapshot(PAUSED).onHold()).isEqualTo(RITA.reason());
        assertThat(snapshot(PAUSED).state().fence()).isEqualTo(sealed);
        Transfer here = source();
        assertThat(here.snapshot(GONE)).isEmpty();
        assertThat(here.rows(Owner.of(ORDERS), RowKind.FENCE, null, 1_000).rows())
                .noneMatch(row -> row.key().equals(RowKeys.of(writer.fence())));
    }

    @Test
    @Clause({"C-30", "C-26"})
    void pipelinesAreNamedWithWhatTheyAre() {
        sealed(IDLE);
        does(catalog().markMoved(IDLE, "postgresql://elsewhere/hakiri", ANN));
        sealed(EVENTS);
        assertThat(pages(page -> source().pipelinesEver(SHOP, page), 2))
                .extracting(PipelineName::id)
                .containsExactly(
                        EVENTS.pipeline(), GONE.pipeline(), IDLE.pipeline(), ORDERS.pipeline(), PAUSED.pipeline());
        assertThat(pipelinesEver(source()))
                .extracting(PipelineName::state)
                .containsExactly(
                        PipelineName.State.SEALED,
                        PipelineName.State.DELETED,
                        PipelineName.State.MOVED,
                        PipelineName.State.LIVING,
                        PipelineName.State.LIVING);
        received(PAUSED);
        assertThat(pipelinesEver(there())).extracting(PipelineName::state).containsExactly(PipelineName.State.RECEIVED);
        assertThat(source().project(new ProjectId("nowhere"))).isEmpty();
    }
}
