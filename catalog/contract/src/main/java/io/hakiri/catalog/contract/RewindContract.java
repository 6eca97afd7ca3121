package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static io.hakiri.catalog.contract.Positions.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RewindResult;
import io.hakiri.catalog.RewindResult.Rewound;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Writer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The one way back for a cursor. */
abstract class RewindContract extends Scene {
    RewindContract(CatalogFixture fixture) {
        super(fixture);
    }

    private Rewound rewound(PipelineKey orders, Rewind.Target target, Rewind.Mode mode) {
        RewindResult answer = catalog().rewind(new Rewind(orders, RequestId.random(), target, mode, ANN));
        if (answer instanceof Rewound rewound) {
            return rewound;
        }
        throw new AssertionError("expected Rewound, was " + answer);
    }

    /** Two runs, each of which moves "a" and "b" by one and stages an object of each. */
    private RunId twoRuns(PipelineKey orders) {
        RunId second = RUN_IDS.next();
        for (int i = 0; i < 2; i++) {
            Writer writer = writing(orders);
            second = writer.run();
            commits(finishing(
                    writer,
                    1,
                    new Work()
                            .moving("a", i, at(i + 1))
                            .moving("b", i, token("t" + (i + 1)))
                            .staging("a", "a" + i)
                            .staging("b", "b" + i),
                    RunStatus.SUCCEEDED,
                    null));
        }
        return second;
    }

    @Test
    @Clause("C-9")
    void aRewindToTheStartTakesTheCursorsBackUnderANewFence() {
        PipelineKey orders = declared("orders");
        twoRuns(orders);
        var before = state(orders).fence();

        Rewound rewound = rewound(orders, new Rewind.Target.Start(Set.of()), Rewind.Mode.APPEND);

        assertThat(rewound.fence())
                .isGreaterThan(before)
                .isEqualTo(state(orders).fence());
        assertThat(rewound.changed()).isEqualTo(cursors(orders)).hasSize(2);
        assertThat(cursors(orders)).extracting(Cursor::position).containsOnlyNulls();
        assertThat(cursors(orders)).extracting(Cursor::revision).containsExactly(3L, 3L);
        assertThat(cursors(orders)).extracting(Cursor::fence).containsOnly(rewound.fence());
        Writer writer = writing(orders);
        commits(goingOn(writer, 1, new Work().moving("a", 3, at(1))));
    }

    @Test
    @Clause("C-9")
    void aRewindOfSomeStreamsLeavesTheOthers() {
        PipelineKey orders = declared("orders");
        twoRuns(orders);
        Cursor other = cursor(orders, "b");

        Rewound rewound = rewound(orders, new Rewind.Target.Start(Set.of("a")), Rewind.Mode.REPLACE);

        assertThat(rewound.changed()).containsExactly(cursor(orders, "a"));
        assertThat(rewound.withdrawing()).isEqualTo(2);
        assertThat(cursor(orders, "b")).isEqualTo(other);
        assertThat(unsettled(orders))
                .filteredOn(receipt -> receipt.state() == Receipt.State.WITHDRAWING)
                .extracting(receipt -> receipt.object().stream())
                .containsExactly("a", "a");
    }

    @Test
    @Clause("C-9")
    void aRewindBeforeARunTakesTheCursorsToWhereTheyStoodBeforeIt() {
        PipelineKey orders = declared("orders");
        RunId second = twoRuns(orders);

        Rewound rewound = rewound(orders, new Rewind.Target.BeforeRun(second), Rewind.Mode.REPLACE);

        assertThat(cursors(orders)).extracting(Cursor::position).containsExactly(at(1), token("t1"));
        assertThat(rewound.withdrawing()).isEqualTo(2);
        assertThat(unsettled(orders))
                .filteredOn(receipt -> receipt.state() == Receipt.State.WITHDRAWING)
                .extracting(receipt -> receipt.object().name())
                .containsExactlyInAnyOrder("a1", "b1");
    }

    @Test
    @Clause("C-9")
    void aRewindBeforeTheFirstRunIsARewindToTheStart() {
        PipelineKey orders = declared("orders");
        twoRuns(orders);
        RunId first = runs(orders).getLast().id();

        rewound(orders, new Rewind.Target.BeforeRun(first), Rewind.Mode.APPEND);

        assertThat(cursors(orders)).extracting(Cursor::position).containsOnlyNulls();
    }

    @Test
    @Clause("C-9")
    void aRewindBeforeAnUnknownRunIsRefusedAndChangesNothing() {
        PipelineKey orders = declared("orders");
        twoRuns(orders);
        Dump before = dump();

        assertThat(catalog()
                        .rewind(new Rewind(
                                orders,
                                RequestId.random(),
                                new Rewind.Target.BeforeRun(RUN_IDS.next()),
                                Rewind.Mode.APPEND,
                                ANN)))
                .isInstanceOfAny(Answers.Invalid.class, Answers.NotFound.class);
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause("C-9")
    void aRewindToAPositionGoesBackWithoutAnOrder() {
        PipelineKey orders = declared("orders");
        twoRuns(orders);

        rewound(orders, new Rewind.Target.To(StreamPartition.of("a"), at(0)), Rewind.Mode.APPEND);

        assertThat(position(orders, "a")).isEqualTo(at(0));
        assertThat(position(orders, "b")).isEqualTo(token("t2"));
        commits(goingOn(writing(orders), 1, new Work().moving("a", 3, at(1))));
    }

    @Test
    @Clause("C-9")
    void aRewindToAPositionCannotReplace() {
        PipelineKey orders = declared("orders");
        twoRuns(orders);
        Dump before = dump();

        assertThat(catalog()
                        .rewind(new Rewind(
                                orders,
                                RequestId.random(),
                                new Rewind.Target.To(StreamPartition.of("a"), at(0)),
                                Rewind.Mode.REPLACE,
                                ANN)))
                .isInstanceOf(Answers.Invalid.class);
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause({"C-9", "C-1"})
    void aRewindIsRefusedWhileALeaseIsLive() {
        PipelineKey orders = declared("orders");
        twoRuns(orders);
        Writer writer = writing(orders);
        Dump before = dump();

        assertThat(catalog().rewind(backToStart(orders, Rewind.Mode.APPEND)))
                .isInstanceOfSatisfying(
                        Answers.Held.class, held -> assertThat(held.fence()).isEqualTo(writer.fence()));
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    @Clause({"C-9", "C-8"})
    void aWriterThatReadBeforeTheRewindConflicts() {
        PipelineKey orders = declared("orders");
        twoRuns(orders);
        rewound(orders, new Rewind.Target.Start(Set.of()), Rewind.Mode.APPEND);
        Writer writer = writing(orders);

        assertThat(catalog().commit(goingOn(writer, 1, new Work().moving("a", 2, at(9)))))
                .isEqualTo(new CommitResult.Conflict(List.of(cursor(orders, "a")), List.of()));
    }
}
