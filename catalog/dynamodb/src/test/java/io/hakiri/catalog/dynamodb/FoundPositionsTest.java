package io.hakiri.catalog.dynamodb;

import static io.hakiri.catalog.dynamodb.Shop.ANN;
import static io.hakiri.catalog.dynamodb.Shop.ORDERS;
import static io.hakiri.catalog.dynamodb.Shop.SHOP;
import static io.hakiri.catalog.dynamodb.Shop.TTL;
import static io.hakiri.catalog.dynamodb.Shop.asking;
import static io.hakiri.catalog.dynamodb.Shop.at;
import static io.hakiri.catalog.dynamodb.Shop.committed;
import static io.hakiri.catalog.dynamodb.Shop.declared;
import static io.hakiri.catalog.dynamodb.Shop.ending;
import static io.hakiri.catalog.dynamodb.Shop.finishing;
import static io.hakiri.catalog.dynamodb.Shop.goingOn;
import static io.hakiri.catalog.dynamodb.Shop.granted;
import static io.hakiri.catalog.dynamodb.Shop.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Advance;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CursorMove;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.Past;
import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RetentionPolicy;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RewindResult;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A head does not say again what the last run's record says; whoever needs it, and whatever has become of that record, a run
 * is told to have found its cursors where it did.
 */
class FoundPositionsTest {
    private static final RetentionPolicy TWO_DAYS = new RetentionPolicy(Duration.ofDays(2), null);

    private final Shop shop = new Shop();
    private final AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-11-29T12:00:00Z"));
    private final Catalog catalog = shop.open(time::get);
    private PipelineKey orders;

    /** A run that ended at position 1. */
    private Writer before;

    private Begin begin;

    /** One that found it there, and has moved it to 2. */
    private Granted open;

    @BeforeEach
    void oneRunEndedAndOneGoesOn() {
        orders = declared(catalog, "orders");
        before = granted(catalog.begin(asking(orders))).writer();
        committed(catalog.commit(finishing(before, 1, 0)));
        begin = asking(orders);
        open = granted(catalog.begin(begin));
        committed(catalog.commit(goingOn(open.writer(), 1, 1)));
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void anotherProcessSaysWhereTheRunThatGoesOnFoundThem() {
        assertThat(run(shop.open(time::get), open.writer()).moves()).containsExactly(move(1, 2));
    }

    @Test
    void anotherProcessEndsTheRunWithWhereItFoundThem() {
        committed(shop.open(time::get).commit(finishing(open.writer(), 2, 2)));
        assertThat(run(catalog, open.writer()).moves()).containsExactly(move(1, 3));
    }

    @Test
    void anotherProcessRepeatsTheGrant() {
        assertThat(granted(shop.open(time::get).begin(begin)).cursors()).isEqualTo(open.cursors());
    }

    @Test
    void oneThatIsTakenOverKeepsWhatItFoundAndTheNextFindsWhatItLeft() {
        time.updateAndGet(now -> now.plus(TTL.multipliedBy(2)));
        Catalog other = shop.open(time::get);
        Writer next = granted(other.begin(asking(orders))).writer();
        committed(other.commit(goingOn(next, 1, 2)));
        assertThat(run(catalog, open.writer()).moves()).containsExactly(move(1, 2));
        committed(catalog.commit(ending(next, 2)));
        assertThat(run(catalog, next).moves()).containsExactly(move(2, 3));
    }

    @Test
    void aTakeoverThatWasRefusedLeavesNothingBehind() {
        AtomicReference<Instant> ahead = new AtomicReference<>(time.get());
        Catalog other = shop.open(ahead::get);
        assertThat(run(other, open.writer()).moves()).hasSize(1);
        assertThat(other.begin(asking(orders))).isNotInstanceOf(Granted.class);
        committed(catalog.commit(goingOn(open.writer(), 2, 2)));
        ahead.updateAndGet(now -> now.plus(TTL.multipliedBy(2)));
        rewind(other, new Rewind.Target.Start(Set.of()), Rewind.Mode.APPEND);
        assertThat(run(catalog, open.writer()).moves()).containsExactly(move(1, 3));
    }

    @Test
    void theHeadTellsItWhenRetentionRemovesTheRecord() {
        time.updateAndGet(now -> now.plus(Duration.ofDays(3)));
        retain();
        assertThat(shop.sortKeys(orders, Items.FENCE)).isEmpty();
        assertThat(run(shop.open(time::get), open.writer()).moves()).containsExactly(move(1, 2));
        committed(catalog.commit(finishing(open.writer(), 2, 2)));
        assertThat(run(catalog, open.writer()).moves()).containsExactly(move(1, 3));
    }

    @Test
    void settledReceiptsOfTheLastRunAndOfThisLieInItsRecord() {
        stage(1);
        Writer next = granted(catalog.begin(asking(orders))).writer();
        committed(catalog.commit(
                settlingAndStaging(next, 1, 4, new ReceiptId(open.writer().fence(), 3, 0))));
        committed(catalog.commit(new Commit(next, 2, settling(new ReceiptId(next.fence(), 1, 0)), Shop.succeeded())));
        assertThat(shop.sortKeys(orders, Items.RECEIPTS)).isEmpty();

        assertThat(rewind(catalog, new Rewind.Target.BeforeRun(open.writer().run()), Rewind.Mode.REPLACE)
                        .withdrawing())
                .isEqualTo(2);
    }

    @Test
    void aReceiptThatWentWithItsRunDoesNotComeBackWithTheNextRunsRecord() {
        stage(1);
        time.updateAndGet(now -> now.plus(Duration.ofDays(3)));
        Writer next = granted(catalog.begin(asking(orders))).writer();
        committed(catalog.commit(
                settlingAndStaging(next, 1, 4, new ReceiptId(open.writer().fence(), 3, 0))));
        committed(catalog.commit(new Commit(next, 2, settling(new ReceiptId(next.fence(), 1, 0)), Shop.succeeded())));

        List<String> first = retain();
        assertThat(first)
                .filteredOn(line -> line.contains("\"state\":\"PUBLISHED\""))
                .hasSize(1);
        time.updateAndGet(now -> now.plus(Duration.ofDays(3)));
        granted(catalog.begin(asking(orders)));
        List<String> second = retain();
        assertThat(second)
                .filteredOn(line -> line.contains("\"state\":\"PUBLISHED\""))
                .hasSize(1);
        assertThat(second).doesNotContainAnyElementsOf(first);
    }

    /** The open run stages an object with its last commit, and ends. */
    private void stage(int objects) {
        committed(catalog.commit(goingOn(open.writer(), 2, 2)));
        List<StagedObject> staged = new ArrayList<>();
        for (int i = 0; i < objects; i++) {
            staged.add(object("first-" + i));
        }
        committed(catalog.commit(new Commit(
                open.writer(),
                3,
                new Progress(List.of(new Advance(ORDERS, 3, at(4))), List.of(), Map.of(), staged, List.of(), Map.of()),
                Shop.succeeded())));
    }

    private static Commit settlingAndStaging(Writer writer, int step, long revision, ReceiptId settled) {
        return new Commit(
                writer,
                step,
                new Progress(
                        List.of(new Advance(ORDERS, revision, at(revision + 1))),
                        List.of(),
                        Map.of(),
                        List.of(object("next-" + step)),
                        List.of(new Settlement(settled, Receipt.State.PUBLISHED)),
                        Map.of()),
                new Next.GoOn(TTL));
    }

    private static Progress settling(ReceiptId receipt) {
        return new Progress(
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                List.of(new Settlement(receipt, Receipt.State.PUBLISHED)),
                Map.of());
    }

    private static StagedObject object(String name) {
        return new StagedObject(ORDERS.stream(), StagedObject.Kind.DATA, name, "00ff", 1, 1);
    }

    private RewindResult.Rewound rewind(Catalog through, Rewind.Target target, Rewind.Mode mode) {
        RewindResult answer = through.rewind(new Rewind(orders, RequestId.random(), target, mode, ANN));
        if (answer instanceof RewindResult.Rewound rewound) {
            return rewound;
        }
        throw new AssertionError("expected Rewound, was " + answer);
    }

    private List<String> retain() {
        List<String> lines = new ArrayList<>();
        @Nullable String after = "";
        while (after != null) {
            Past past = catalog.past(SHOP, TWO_DAYS, after, 1);
            PastRows rows = past.rows();
            if (rows != null) {
                assertThat(catalog.remove(SHOP, TWO_DAYS, rows)).isTrue();
                lines.addAll(rows.lines());
            }
            after = past.next();
        }
        return lines;
    }

    private static CursorMove move(long from, long to) {
        return new CursorMove(ORDERS, at(from), at(to));
    }
}
