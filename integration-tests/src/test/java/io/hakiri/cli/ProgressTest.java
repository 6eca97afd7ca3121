package io.hakiri.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is shown while something goes on, at a time that a test gives. */
final class ProgressTest {
    private static final ProjectId SHOP = new ProjectId("shop");
    private static final PipelineKey ORDERS = PipelineKey.of("shop", "orders");
    private static final PipelineKey NEVER_RAN = PipelineKey.of("shop", "never-ran");
    private static final String CLEAR = "\r\u001b[K";

    private final StringWriter said = new StringWriter();
    private long nanos = 5;

    private ChangingLine line(boolean terminal) {
        return new ChangingLine(new PrintWriter(said, true), terminal, () -> nanos);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private List<String> lines() {
        return said.toString().lines().toList();
    }

    private static List<Row> ran(int from, int to) {
        List<Row> rows = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            rows.add(new Row.FenceRow(new Fence(i), null, List.of(), null));
        }
        return rows;
    }

    private static List<Row> receipts(int from, int to) {
        List<Row> rows = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            rows.add(new Row.ReceiptRow(
                    new Receipt(
                            new ReceiptId(new Fence(i), 1, 0),
                            new StagedObject("s", StagedObject.Kind.DATA, "o", "00", 1, 1),
                            Receipt.State.PUBLISHED),
                    false));
        }
        return rows;
    }

    @Test
    void aMoveSaysHowFarItIsAndHowLongTheRestTakes() {
        MoveProgress move = new MoveProgress(line(false));
        move.began(SHOP, Map.of(ORDERS, new Fence(99), NEVER_RAN, Fence.NONE));
        pass(Duration.ofSeconds(1));
        move.copied(Owner.of(ORDERS), RowKind.FENCE, ran(1, 10));
        assertThat(lines()).as("not yet").isEmpty();
        pass(Duration.ofSeconds(10));
        move.copied(Owner.of(ORDERS), RowKind.FENCE, ran(11, 50));
        assertThat(lines())
                .containsExactly(
                        "[######------------------] 0 of 2 pipelines copied, 0 moved, 50 rows, 5 rows/s, 42 s left to copy");
        move.copied(Owner.of(ORDERS), RowKind.FENCE, ran(51, 99));
        move.copied(Owner.of(ORDERS), RowKind.RECEIPT, receipts(1, 99));
        move.ready(ORDERS);
        pass(Duration.ofSeconds(10));
        move.ready(NEVER_RAN);
        assertThat(lines().getLast())
                .as("now they move")
                .isEqualTo("[------------------------] 2 of 2 pipelines copied, 0 moved, 198 rows, 9 rows/s");
        pass(Duration.ofSeconds(10));
        move.moved(ORDERS, Duration.ofMillis(5));
        assertThat(lines().getLast())
                .isEqualTo(
                        "[############------------] 2 of 2 pipelines copied, 1 moved, 198 rows, 6 rows/s, 10 s left to move");
        move.skipped(NEVER_RAN, "held");
        assertThat(lines().getLast()).isEqualTo("shop/never-ran: stays where it is: held");
    }

    @Test
    void onATerminalOneLineChanges() {
        MoveProgress move = new MoveProgress(line(true));
        move.began(SHOP, Map.of(ORDERS, new Fence(1)));
        pass(Duration.ofMillis(100));
        move.ready(ORDERS);
        move.moved(ORDERS, Duration.ZERO);
        move.skipped(NEVER_RAN, "held");
        move.end();
        assertThat(said.toString())
                .isEqualTo(CLEAR
                        + "[------------------------] 1 of 1 pipelines copied, 0 moved, 0 rows, 0 rows/s  shop/orders"
                        + CLEAR + "shop/never-ran: stays where it is: held" + System.lineSeparator());
    }

    @Test
    void aBackfillSaysWhatAllWhoWorkAtItHaveDone() {
        Backfill before = new Backfill(
                ORDERS,
                new BackfillId("b"),
                StreamPartition.of("s"),
                Backfill.Status.RUNNING,
                true,
                10,
                2,
                Counts.NONE,
                Instant.EPOCH);
        BackfillProgress backfill = new BackfillProgress(line(false), before);
        backfill.done(3, Counts.NONE, 6);
        backfill.done(2, Counts.NONE, 7);
        pass(Duration.ofSeconds(10));
        backfill.read(500, 1);
        backfill.lost(5, "fenced");
        assertThat(lines())
                .containsExactly(
                        "b  [##########--------------] 4 of 10 chunks, 500 rows, 50 rows/s, 30 s left",
                        "b  chunk 5: fenced; what was done of it here does not count");
    }

    @Test
    void aRunSaysWhatItHasRead() {
        ProgressLines run = new ProgressLines(line(false), new PipelineId("orders"));
        pass(Duration.ofSeconds(10));
        run.read("s", 1_000, 1 << 20, OptionalLong.of(4 << 20));
        run.retrying("s", "away", Duration.ofMillis(200));
        run.end("");
        run.end("over");
        assertThat(lines())
                .containsExactly(
                        "orders  s: 1,000 rows, 1.0 MiB, 100 rows/s, 25 %, 30 s left",
                        "orders  s: away; trying again in 200 ms", "orders  over");
    }
}
