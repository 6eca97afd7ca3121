package io.hakiri.catalog.dynamodb;

import static io.hakiri.catalog.dynamodb.Shop.ANN;
import static io.hakiri.catalog.dynamodb.Shop.ORDERS;
import static io.hakiri.catalog.dynamodb.Shop.SHOP;
import static io.hakiri.catalog.dynamodb.Shop.asking;
import static io.hakiri.catalog.dynamodb.Shop.at;
import static io.hakiri.catalog.dynamodb.Shop.committed;
import static io.hakiri.catalog.dynamodb.Shop.declared;
import static io.hakiri.catalog.dynamodb.Shop.ending;
import static io.hakiri.catalog.dynamodb.Shop.finishing;
import static io.hakiri.catalog.dynamodb.Shop.granted;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.ActivateResult;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.HistoryFilter;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RewindResult;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunSearch;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.Writer;
import io.hakiri.catalog.dynamodb.server.DynamoServer;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKind;
import io.hakiri.transfer.Rows;
import io.hakiri.transfer.Transfer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What is laid down is found by all that this table finds by halving, by pages and by items of history. */
class LayingTest {
    private static final ChangeResult DONE = new ChangeResult.Done();
    private static final Duration KEEP_RUNS = Duration.ofDays(30);
    private static final PipelineKey PIPELINE = PipelineKey.of(SHOP.value(), "moved");
    private static final Owner OWNER = Owner.of(PIPELINE);
    private static final int FENCES = 60;

    private final Shop shop = new Shop();
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final AtomicReference<Instant> time = new AtomicReference<>(now);
    private final DynamoCatalog catalog = shop.open(time::get);
    private final Random random = new Random(30);

    @AfterEach
    void close() {
        shop.close();
    }

    private static PipelineState sealed(Fence fence) {
        return new PipelineState(PIPELINE, "{}", 1, new PipelineStatus.Sealed(), fence, null, 0, null);
    }

    private void prepared() {
        assertThat(catalog.prepare(sealed(Fence.NONE), ANN)).isEqualTo(DONE);
    }

    private void lay(List<? extends Row> rows) {
        assertThat(catalog.lay(OWNER, List.copyOf(rows), Transfer.IMPORTED)).isEqualTo(DONE);
    }

    private void activated(long last) {
        Fence seal = new Fence(last).next();
        PipelineImage image =
                new PipelineImage(sealed(seal), null, Fence.NONE, seal, Fence.NONE, 0, List.of(), List.of());
        assertThat(catalog.receive(image, ANN)).isEqualTo(DONE);
        assertThat(catalog.activate(PIPELINE, ANN)).isInstanceOf(ActivateResult.Activated.class);
    }

    private List<Row> rows(RowKind kind, int most) {
        return rows(catalog, OWNER, kind, most);
    }

    private static List<Row> rows(DynamoCatalog of, Owner owner, RowKind kind, int most) {
        List<Row> all = new ArrayList<>();
        Rows rows = of.rows(owner, kind, null, most);
        all.addAll(rows.rows());
        while (rows.more()) {
            rows = of.rows(owner, kind, all.getLast().key(), most);
            all.addAll(rows.rows());
        }
        return all;
    }

    private static Row.FenceRow ran(long fence, RunId id, Instant startedAt) {
        return new Row.FenceRow(
                new Fence(fence),
                new Row.EndedRun(
                        id,
                        "manual",
                        "worker",
                        RunStatus.SUCCEEDED,
                        startedAt,
                        startedAt.plusSeconds(1),
                        1,
                        Map.of(ORDERS.stream(), new Counts(1, 1, 0, 1)),
                        null,
                        null),
                List.of(new Row.Move(ORDERS, fence - 1, fence == 1 ? null : at(fence - 1), at(fence))),
                null);
    }

    private static Row.ReceiptRow receipt(long fence, int step, int ordinal, Receipt.State state) {
        String name = fence + "-" + step + "-" + ordinal;
        return new Row.ReceiptRow(
                new Receipt(
                        new ReceiptId(new Fence(fence), step, ordinal),
                        new StagedObject(ORDERS.stream(), StagedObject.Kind.DATA, name, "00ff", 10, 1),
                        state),
                false);
    }

    /** In any order of their ids, and under clocks that went back. */
    private List<Row.FenceRow> disordered() {
        List<RunId> ids = new ArrayList<>(
                IntStream.range(0, FENCES).mapToObj(i -> Shop.RUN_IDS.next()).toList());
        for (int i = 0; i < FENCES; i += 3) {
            Collections.swap(ids, i, random.nextInt(FENCES));
        }
        List<Row.FenceRow> rows = new ArrayList<>();
        for (int i = 0; i < FENCES; i++) {
            int minutes = random.nextInt(4) == 0 ? i - random.nextInt(20) : i;
            rows.add(ran(i + 1L, ids.get(i), now.minus(Duration.ofDays(1)).plus(Duration.ofMinutes(minutes))));
        }
        return rows;
    }

    @Test
    void runsAreFoundWhateverTheirIdsAndClocksAndInHoweverManyLotsTheyCame() {
        List<Row.FenceRow> rows = disordered();
        prepared();
        for (int from = 0; from < FENCES; from += 7) {
            lay(rows.subList(from, Math.min(FENCES, from + 7)));
        }
        lay(rows.subList(20, 40));
        assertThat(catalog.remove(OWNER, RowKind.FENCE, List.of(rows.get(30).key()), Transfer.IMPORTED))
                .isEqualTo(DONE);
        lay(rows.subList(30, 31));
        activated(FENCES);
        Writer writer = granted(catalog.begin(asking(PIPELINE))).writer();
        committed(catalog.commit(ending(writer, 1)));

        assertThat(rows(RowKind.FENCE, 11)).startsWith(rows.toArray(Row[]::new)).hasSize(FENCES + 1);
        for (Row.FenceRow row : rows) {
            assertThat(catalog.run(PIPELINE, run(row).id())).map(Run::fence).contains(row.fence());
        }
        for (int i = 0; i < FENCES; i += 6) {
            Instant until = run(rows.get(i)).startedAt();
            assertThat(found(until))
                    .containsExactlyInAnyOrderElementsOf(rows.stream()
                            .filter(row -> run(row).startedAt().isBefore(until))
                            .map(Row.FenceRow::fence)
                            .toList());
        }
        assertThat(catalog.run(PIPELINE, writer.run())).isPresent();
        assertThat(catalog.run(PIPELINE, Shop.RUN_IDS.next())).isEmpty();
    }

    private static Row.EndedRun run(Row.FenceRow row) {
        return Objects.requireNonNull(row.run());
    }

    private List<Fence> found(Instant until) {
        return catalog
                .searchRuns(new RunSearch(
                        HistoryFilter.of(PIPELINE).within(null, until), Set.of(), new PageRequest(null, 1_000)))
                .page()
                .entries()
                .stream()
                .map(Run::fence)
                .toList();
    }

    @Test
    void twoWhoLayTheSameDownAtTheSameTimeLayItDownOnce() throws InterruptedException {
        List<Row.FenceRow> rows = disordered();
        prepared();
        List<Thread> movers = new ArrayList<>();
        for (DynamoCatalog mover : List.of(catalog, shop.open(time::get), shop.open(time::get))) {
            movers.add(Thread.ofVirtual().start(() -> {
                for (int from = 0; from < FENCES; from += 10) {
                    mover.lay(OWNER, List.copyOf(rows.subList(from, from + 10)), null);
                }
            }));
        }
        for (Thread mover : movers) {
            mover.join();
        }
        activated(FENCES);

        assertThat(rows(RowKind.FENCE, 1_000)).isEqualTo(rows);
        rows.forEach(row ->
                assertThat(catalog.run(PIPELINE, run(row).id())).map(Run::fence).contains(row.fence()));
    }

    @Test
    void aReceiptIsThereOnceInEachOfItsStates() {
        prepared();
        List<Row.ReceiptRow> open = new ArrayList<>();
        List<Row.ReceiptRow> published = new ArrayList<>();
        for (int step = 1; step <= 2; step++) {
            for (int ordinal = 0; ordinal < 250; ordinal++) {
                open.add(receipt(5, step, ordinal, Receipt.State.COMMITTED));
                published.add(receipt(5, step, ordinal, Receipt.State.PUBLISHED));
            }
        }
        lay(open);
        assertThat(shop.sortKeys(PIPELINE, Items.RECEIPTS)).isEmpty();
        lay(published.subList(40, 320));
        List<Row> expected = new ArrayList<>(open.subList(0, 40));
        expected.addAll(published.subList(40, 320));
        expected.addAll(open.subList(320, 500));
        assertThat(rows(RowKind.RECEIPT, 1_000)).isEqualTo(expected);
        assertThat(rows(RowKind.RECEIPT, 33)).isEqualTo(expected);
        lay(open.subList(100, 200));
        lay(published);
        lay(published);
        assertThat(rows(RowKind.RECEIPT, 1_000)).isEqualTo(published);
        assertThat(shop.sortKeys(PIPELINE, Items.RECEIPTS)).hasSize(6);
        List<String> keys = published.subList(10, 260).stream().map(Row::key).toList();
        assertThat(catalog.remove(OWNER, RowKind.RECEIPT, keys, Transfer.IMPORTED))
                .isEqualTo(DONE);
        assertThat(rows(RowKind.RECEIPT, 1_000)).hasSize(250).doesNotContainAnyElementsOf(published.subList(10, 260));
        assertThat(shop.sortKeys(PIPELINE, Items.RECEIPTS)).hasSize(4);
    }

    @Test
    void receiptsThatWereLaidDownAreWithdrawnAndSettledLikeOthers() {
        prepared();
        List<RunId> ids =
                IntStream.range(0, 5).mapToObj(_ -> Shop.RUN_IDS.next()).toList();
        List<Row> runs = new ArrayList<>();
        List<Row> receipts = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            runs.add(ran(i, ids.get(i - 1), now.minusSeconds(600 - 60L * i)));
            receipts.add(receipt(i, 1, 0, Receipt.State.PUBLISHED));
        }
        lay(runs);
        lay(receipts.stream().map(Row.ReceiptRow.class::cast).toList());
        activated(5);
        RewindResult rewound = catalog.rewind(new Rewind(
                PIPELINE, RequestId.random(), new Rewind.Target.BeforeRun(ids.get(1)), Rewind.Mode.REPLACE, ANN));
        assertThat(rewound)
                .isInstanceOfSatisfying(
                        RewindResult.Rewound.class,
                        done -> assertThat(done.withdrawing()).isEqualTo(4));
        List<Settlement> settlements = IntStream.rangeClosed(2, 5)
                .mapToObj(i -> new Settlement(new ReceiptId(new Fence(i), 1, 0), Receipt.State.WITHDRAWN))
                .toList();
        assertThat(catalog.acknowledge(PIPELINE, settlements)).isEqualTo(DONE);
        for (int i = 1; i <= 3; i++) {
            Writer writer = granted(catalog.begin(asking(PIPELINE))).writer();
            committed(catalog.commit(finishing(writer, 1, i)));
            assertThat(rows(RowKind.RECEIPT, 1)).isEqualTo(rows(RowKind.RECEIPT, 1_000));
            assertThat(rows(RowKind.RECEIPT, 1_000))
                    .extracting(row -> ((Row.ReceiptRow) row).receipt().state())
                    .containsExactly(
                            Receipt.State.PUBLISHED,
                            Receipt.State.WITHDRAWN,
                            Receipt.State.WITHDRAWN,
                            Receipt.State.WITHDRAWN,
                            Receipt.State.WITHDRAWN);
        }
    }

    @Test
    void textsThatLieInPagesLeaveNoneBehindWhenTheyAreLaidDownAgain() {
        prepared();
        String large = "x".repeat(100_000);
        List<Row.AuditRow> rows = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            rows.add(event(i, large + i));
        }
        lay(rows);
        assertThat(rows(RowKind.AUDIT, 2)).isEqualTo(rows);
        List<String> pages = shop.sortKeys(PIPELINE, "=");
        assertThat(pages).hasSize(3);
        lay(rows);
        assertThat(shop.sortKeys(PIPELINE, "=")).isEqualTo(pages);
        lay(List.of(event(2, large)));
        assertThat(rows(RowKind.AUDIT, 1_000)).hasSize(3).contains(event(2, large));
        assertThat(shop.sortKeys(PIPELINE, "=")).hasSize(3);
        lay(List.of(event(2, "short")));
        assertThat(shop.sortKeys(PIPELINE, "=")).hasSize(2);
        assertThat(catalog.remove(
                        OWNER, RowKind.AUDIT, rows.stream().map(Row::key).toList(), Transfer.IMPORTED))
                .isEqualTo(DONE);
        assertThat(shop.sortKeys(PIPELINE, "=")).isEmpty();
        assertThat(shop.sortKeys(PIPELINE, Items.AUDIT)).isEmpty();
    }

    private Row.AuditRow event(long number, String after) {
        return new Row.AuditRow(
                new AuditEvent(SHOP, PIPELINE.pipeline(), number, now, ANN, "pipeline.changed", null, after));
    }

    @Test
    void aRunThatStopsWaitingBeforeTheImageComesIsThereAfterwards() {
        assertThat(catalog.discard(PIPELINE, new Fence(3), ANN)).isEqualTo(DONE);
        prepared();
        RunId id = Shop.RUN_IDS.next();
        Instant until = now.plusSeconds(60);
        Row waiting = new Row.QueuedRow(id, "ann", now, until, RunStatus.QUEUED, null, null);
        assertThat(catalog.lay(OWNER, List.of(waiting), Transfer.IMPORTED)).isEqualTo(DONE);
        time.set(until.plusSeconds(1));
        catalog.abandonExpired(SHOP, 10);
        Row ended = new Row.QueuedRow(id, "ann", now, until, RunStatus.ABANDONED, until, "expired");
        assertThat(rows(RowKind.QUEUED, 10)).containsExactly(ended);
        assertThat(catalog.lay(OWNER, List.of(ended), Transfer.IMPORTED)).isEqualTo(DONE);
        activated(4);

        assertThat(rows(RowKind.QUEUED, 10)).containsExactly(ended);
        assertThat(catalog.run(PIPELINE, id)).map(Run::status).contains(RunStatus.ABANDONED);
    }

    @Test
    void runsThatTheTableMayHaveRemovedLieBelowTheHorizon() {
        DynamoCatalog keeping = shop.open(
                DynamoServer.endpoint(), Shop.workings(time::get, System::nanoTime, Duration.ZERO), KEEP_RUNS);
        PipelineKey orders = declared(keeping, "orders");
        Writer old = granted(keeping.begin(asking(orders))).writer();
        committed(keeping.commit(finishing(old, 1, 0)));
        assertThat(keeping.snapshot(orders)).map(PipelineImage::horizon).contains(Fence.NONE);
        time.updateAndGet(at -> at.plus(KEEP_RUNS).plusSeconds(1));
        Writer young = granted(keeping.begin(asking(orders))).writer();
        assertThat(keeping.snapshot(orders)).map(PipelineImage::horizon).contains(young.fence());
        committed(keeping.commit(finishing(young, 1, 1)));

        assertThat(keeping.snapshot(orders)).map(PipelineImage::horizon).contains(young.fence());
        assertThat(rows(keeping, Owner.of(orders), RowKind.FENCE, 1_000))
                .extracting(row -> ((Row.FenceRow) row).fence())
                .containsExactly(young.fence());
    }

    @Test
    void aProjectThatAnOlderProgramWroteIsItsOwn() {
        Map<String, AttributeValue> item = new HashMap<>(Items.of(Items.project(SHOP)));
        item.put(Table.VERSION, AttributeValue.fromB(SdkBytes.fromByteArray(new byte[8])));
        item.put(
                Table.CONTENT,
                Content.attribute(new Out()
                        .text("place")
                        .number(3)
                        .flag(true)
                        .textOrNull(null)
                        .number(7)
                        .number(2)
                        .done()));
        Project read = Project.read(SHOP, item);

        assertThat(read.received()).isFalse();
        assertThat(read.auditNumber()).isEqualTo(7);
        Map<String, AttributeValue> written = read.item(SdkBytes.fromByteArray(new byte[8]));
        assertThat(written).isEqualTo(item);
        @Nullable
        Long after = Project.read(SHOP, read.receiving(0).item(SdkBytes.fromByteArray(new byte[8])))
                .receivedAfter();
        assertThat(after).isZero();
    }
}
