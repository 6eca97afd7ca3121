package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static io.hakiri.catalog.contract.Positions.snapshot;
import static io.hakiri.catalog.contract.Positions.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.CursorMove;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Writer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A commit: all of it or nothing, against what was read, and only forward. */
abstract class CommitContract extends Scene {
    /** Why a commit is refused. */
    enum Refusal {
        CONFLICT,
        NOT_GREATER,
        UNDECIDED,
        SCHEMA_CONFLICT,
        GAP,
        FENCED
    }

    CommitContract(CatalogFixture fixture) {
        super(fixture);
    }

    @Test
    @Clause("C-7")
    void aCommitBringsAllItsParts() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);

        CommitResult.Committed answer = commits(goingOn(writer, 1, everything(0, 0)));

        assertThat(answer.versions()).isEqualTo(Map.of("a", 1));
        assertThat(cursors(orders))
                .containsExactly(
                        new Cursor(StreamPartition.of("a"), at(1), 1, writer.fence(), fixture.now()),
                        new Cursor(StreamPartition.of("b"), token("t1"), 1, writer.fence(), fixture.now()));
        assertThat(unsettled(orders))
                .containsExactly(new Receipt(
                        new ReceiptId(writer.fence(), 1, 0), Work.object("a", "one"), Receipt.State.COMMITTED));
        assertThat(schemas(orders, "a")).hasSize(1);
        Run run = run(writer);
        assertThat(run.lastStep()).isEqualTo(1);
        assertThat(run.counts()).isEqualTo(Map.of("a", new Counts(5, 4, 1, 100)));
        assertThat(run.moves())
                .containsExactly(
                        new CursorMove(StreamPartition.of("a"), null, at(1)),
                        new CursorMove(StreamPartition.of("b"), null, token("t1")));
    }

    private static Work everything(long revision, int version) {
        return new Work()
                .moving("a", revision, at(revision + 1))
                .moving("b", revision, token("t" + (revision + 1)))
                .accepting("a", version, "{\"v\":" + version + "}")
                .under("a", version + 1)
                .staging("a", "one")
                .counting("a", new Counts(5, 4, 1, 100));
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"C-7", "C-8", "C-9"})
    void aCommitThatIsRefusedForOneOfItsPartsChangesNothingOfTheOthers(Refusal refusal) {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, everything(0, 0)));
        Dump before = dump();

        CommitResult answer = catalog().commit(refused(writer, refusal));

        assertThat(answer).isNotInstanceOf(CommitResult.Committed.class);
        assertThat(dump()).isEqualTo(before);
        commits(goingOn(writer, 2, everything(1, 1)));
    }

    private static Commit refused(Writer writer, Refusal refusal) {
        Work good = new Work()
                .moving("a", 1, at(2))
                .staging("a", "two")
                .published(new ReceiptId(writer.fence(), 1, 0))
                .counting("a", new Counts(1, 1, 1, 1));
        Work also = good.accepting("c", 0, "{}").under("c", 1);
        return switch (refusal) {
            case CONFLICT -> goingOn(writer, 2, also.moving("b", 7, token("t9")));
            case NOT_GREATER -> goingOn(writer, 2, notGreater());
            case UNDECIDED -> goingOn(writer, 2, also.under("a", 2));
            case SCHEMA_CONFLICT -> goingOn(writer, 2, also.accepting("a", 0, "{\"other\":1}"));
            case GAP -> goingOn(writer, 3, also);
            case FENCED ->
                goingOn(
                        new Writer(
                                writer.pipeline(), writer.run(), writer.fence().next()),
                        2,
                        also);
        };
    }

    /** Good in all but the position of "a". */
    private static Work notGreater() {
        return new Work()
                .moving("c", 0, at(1))
                .moving("a", 1, at(1))
                .staging("a", "two")
                .accepting("c", 0, "{}");
    }

    private static StreamPartition partition(int number) {
        return new StreamPartition("a", "part-" + number);
    }

    @Test
    @Clause("C-7")
    void aReaderNeverSeesHalfACommit() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, new Work().moving("a", 0, at(1)).moving("b", 0, at(1))));
        AtomicBoolean done = new AtomicBoolean();
        int steps = 200;

        List<Integer> looks = Race.of(3, i -> () -> {
            int looked = 0;
            if (i == 0) {
                for (int step = 2; step <= steps; step++) {
                    commits(goingOn(
                            writer,
                            step,
                            new Work().moving("a", step - 1, at(step)).moving("b", step - 1, at(step))));
                }
                done.set(true);
            }
            do {
                List<Cursor> seen = cursors(orders);
                assertThat(seen.getFirst().position()).isEqualTo(seen.getLast().position());
                looked++;
            } while (!done.get());
            return looked;
        });

        assertThat(looks).allMatch(looked -> looked > 0);
    }

    @Test
    @Clause("C-8")
    void anAdvanceFromAnotherRevisionIsAConflictThatShowsTheCursorAsItIs() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, new Work().moving("a", 0, at(5))));
        Cursor now = cursor(orders, "a");

        for (long readRevision : List.of(0L, 2L, 100L)) {
            assertThat(catalog().commit(goingOn(writer, 2, new Work().moving("a", readRevision, at(9)))))
                    .isEqualTo(new CommitResult.Conflict(List.of(now), List.of()));
        }
        commits(goingOn(writer, 2, new Work().moving("a", 1, at(9))));
    }

    @Test
    @Clause("C-8")
    void aConflictShowsEveryCursorThatTheCommitNamesAndLeavesOutWhatDoesNotExist() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(
                writer,
                1,
                new Work().moving("a", 0, at(5)).moving("b", 0, at(6)).moving("unnamed", 0, at(7))));

        assertThat(catalog()
                        .commit(goingOn(
                                writer,
                                2,
                                new Work()
                                        .moving("a", 1, at(8))
                                        .moving("b", 7, at(9))
                                        .moving("none", 0, at(1)))))
                .isEqualTo(new CommitResult.Conflict(List.of(cursor(orders, "a"), cursor(orders, "b")), List.of()));
    }

    @Test
    @Clause("C-8")
    void anAdvanceOfACursorThatDoesNotExistNamesRevisionZero() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        Dump before = dump();

        assertThat(catalog().commit(goingOn(writer, 1, new Work().moving("a", 1, at(9)))))
                .isEqualTo(new CommitResult.Conflict(List.of(), List.of()));
        assertThat(dump()).isEqualTo(before);
        commits(goingOn(writer, 1, new Work().moving("a", 0, at(9))));
    }

    @Test
    @Clause("C-8")
    void eachChangeOfACursorGrowsItsRevisionByOne() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        for (int step = 1; step <= 5; step++) {
            commits(goingOn(writer, step, new Work().moving("a", step - 1, at(step))));
            assertThat(cursor(orders, "a").revision()).isEqualTo(step);
        }
        assertThat(cursors(orders)).hasSize(1);
    }

    @Test
    @Clause("C-8")
    void partitionsOfAStreamHaveCursorsOfTheirOwn() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, new Work().moving(partition(1), 0, at(5)).moving(partition(2), 0, at(1))));
        commits(goingOn(writer, 2, new Work().moving(partition(2), 1, at(2))));

        assertThat(cursors(orders)).extracting(Cursor::position).containsExactly(at(5), at(2));
        assertThat(cursors(orders)).extracting(Cursor::revision).containsExactly(1L, 2L);
    }

    @Test
    @Clause("C-9")
    void aMonotonicCursorMovesOnlyToAGreaterOrderKey() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, new Work().moving("a", 0, at(5))));
        Cursor now = cursor(orders, "a");

        for (long notGreater : List.of(5L, 4L, 0L)) {
            assertThat(catalog().commit(goingOn(writer, 2, new Work().moving("a", 1, at(notGreater)))))
                    .isEqualTo(new CommitResult.NotGreater(now));
        }
        commits(goingOn(writer, 2, new Work().moving("a", 1, at(6))));
    }

    @Test
    @Clause("C-9")
    void orderKeysCompareAsUnsignedBytesAndAPrefixIsLess() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        List<Bytes> ascending = List.of(
                Bytes.ofHex("00"),
                Bytes.ofHex("0000"),
                Bytes.ofHex("0001"),
                Bytes.ofHex("7f"),
                Bytes.ofHex("7fff"),
                Bytes.ofHex("80"),
                Bytes.ofHex("ff"),
                Bytes.ofHex("ff00"));
        int step = 0;
        for (Bytes key : ascending) {
            step++;
            commits(goingOn(writer, step, new Work().moving("a", step - 1, new Position.Monotonic("same", key))));
        }
        for (Bytes key : ascending) {
            assertThat(catalog()
                            .commit(goingOn(
                                    writer,
                                    step + 1,
                                    new Work().moving("a", step, new Position.Monotonic("less", key)))))
                    .isInstanceOf(CommitResult.NotGreater.class);
        }
    }

    @Test
    @Clause("C-9")
    void randomOrderKeysAreAcceptedExactlyWhenTheyAreGreater() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        SplittableRandom random = new SplittableRandom(9);
        Bytes current = Bytes.ofHex("00");
        commits(goingOn(writer, 1, new Work().moving("a", 0, new Position.Monotonic("x", current))));
        int step = 1;
        for (int i = 0; i < 300; i++) {
            byte[] key = new byte[1 + random.nextInt(3)];
            random.nextBytes(key);
            Bytes next = Bytes.of(key);
            CommitResult answer = catalog()
                    .commit(goingOn(writer, step + 1, new Work().moving("a", step, new Position.Monotonic("x", next))));
            if (next.compareTo(current) > 0) {
                committed(answer);
                step++;
                current = next;
            } else {
                assertThat(answer).as(next.toHex()).isInstanceOf(CommitResult.NotGreater.class);
            }
        }
    }

    @Test
    @Clause("C-9")
    void positionsWithoutAnOrderMoveToAnyOther() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, new Work().moving("a", 0, token("z")).moving("b", 0, snapshot("9"))));
        commits(goingOn(writer, 2, new Work().moving("a", 1, token("a")).moving("b", 1, snapshot("1"))));
        commits(goingOn(writer, 3, new Work().moving("a", 2, token("a")).moving("b", 2, snapshot("1"))));

        assertThat(cursors(orders)).extracting(Cursor::position).containsExactly(token("a"), snapshot("1"));
    }

    @Test
    @Clause("C-7")
    void aFinishGivesOutcomeErrorDueTimeAndLeaseInOneWrite() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, new Work().counting("a", new Counts(1, 1, 0, 10))));
        fixture.advance(TTL.dividedBy(2));

        commits(finishing(
                writer,
                2,
                new Work().moving("a", 0, at(3)).counting("a", new Counts(2, 1, 1, 20)),
                RunStatus.PARTIAL,
                fixture.now().plus(HOUR)));

        Run run = run(writer);
        assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
        assertThat(run.error()).isEqualTo(BROKEN);
        assertThat(run.counts()).isEqualTo(Map.of("a", new Counts(3, 2, 1, 30)));
        assertThat(run.endedAt()).isEqualTo(fixture.now());
        assertThat(state(orders).nextDue()).isEqualTo(fixture.now().plus(HOUR));
        assertThat(state(orders).lease()).isNull();
        assertThat(state(orders).fence()).isEqualTo(writer.fence());
    }

    @Test
    @Clause("C-7")
    void aRunThatGoesOnKeepsWhatItsEarlierCommitsBrought() {
        PipelineKey orders = declared("orders");
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, new Work().moving("a", 0, at(1))));
        commits(goingOn(writer, 2, new Work().moving("a", 1, at(2)).moving("b", 0, at(1))));

        assertThat(run(writer).moves())
                .containsExactly(
                        new CursorMove(StreamPartition.of("a"), null, at(2)),
                        new CursorMove(StreamPartition.of("b"), null, at(1)));
    }
}
