package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static io.hakiri.catalog.contract.Positions.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.ActivateResult;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKeys;
import io.hakiri.transfer.RowKind;
import io.hakiri.transfer.Rows;
import io.hakiri.transfer.Transfer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Rows of one form: how they read, and how they are laid down. */
abstract class RowContract extends WorkedProject {
    private static final Comparator<Row> BY_BYTES = (one, other) -> Arrays.compareUnsigned(
            one.key().getBytes(StandardCharsets.UTF_8), other.key().getBytes(StandardCharsets.UTF_8));

    private static final int RUNS = 2_500;

    RowContract(CatalogFixture fixture) {
        super(fixture);
    }

    private static List<Owner> owners() {
        List<Owner> owners = new ArrayList<>(List.of(Owner.of(SHOP), Owner.of(GONE)));
        LIVING.forEach(pipeline -> owners.add(Owner.of(pipeline)));
        return owners;
    }

    @Test
    @Clause("C-30")
    void rowsReadTheSameInPagesOfAnySizeAndInTheOrderOfTheirBytes() {
        workProject();
        Map<RowKind, Integer> found = new HashMap<>();
        for (Owner owner : owners()) {
            for (RowKind kind : RowKind.of(owner)) {
                List<Row> rows = rows(source(), owner, kind, 1_000);
                found.merge(kind, rows.size(), Integer::sum);
                assertThat(rows).isSortedAccordingTo(BY_BYTES).allMatch(row -> row.kind() == kind);
                assertThat(rows(source(), owner, kind, 1)).isEqualTo(rows);
                assertThat(rows(source(), owner, kind, 7)).isEqualTo(rows);
            }
        }
        assertThat(found.values()).doesNotContain(0);
        assertThat(found)
                .containsEntry(RowKind.FENCE, 10)
                .containsEntry(RowKind.RECEIPT, 6)
                .containsEntry(RowKind.QUEUED, 3)
                .containsEntry(RowKind.BACKFILL, 2)
                .containsEntry(RowKind.CHUNK, 7)
                .containsEntry(RowKind.TOKEN, 3)
                .containsEntry(RowKind.KEY, 2);
    }

    @Test
    @Clause("C-30")
    void aRowSaysAllThatHappenedUnderItsFence() {
        workProject();
        List<Row> fences = rows(source(), Owner.of(ORDERS), RowKind.FENCE);
        Row.FenceRow first = (Row.FenceRow) fences.getFirst();
        assertThat(first.backTo()).isNull();
        assertThat(first.moves())
                .containsExactly(
                        new Row.Move(StreamPartition.of("a"), 0, null, at(7)),
                        new Row.Move(SIZES, 0, null, at(1)),
                        new Row.Move(StreamPartition.of("b"), 0, null, token("007 ünï'code")),
                        new Row.Move(StreamPartition.of("c"), 0, null, Positions.snapshot("0/16B3748")));
        Row.EndedRun run = Objects.requireNonNull(first.run());
        assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(run.lastStep()).isEqualTo(2);
        assertThat(run.counts())
                .containsEntry("a", new Counts(6, 4, 2, 198))
                .containsEntry("b", new Counts(3, 2, 1, 99));
        assertThat(fences)
                .filteredOn(row -> ((Row.FenceRow) row).run() == null)
                .singleElement()
                .isInstanceOfSatisfying(Row.FenceRow.class, rewind -> {
                    assertThat(rewind.moves()).containsExactly(new Row.Move(StreamPartition.of("a"), 3, at(9), at(8)));
                    assertThat(rewind.backTo()).isNotNull().isLessThan(rewind.fence());
                });
        assertThat(fences)
                .extracting(row -> ((Row.FenceRow) row).run())
                .anyMatch(ended -> ended != null && BROKEN.equals(ended.error()))
                .anyMatch(ended -> ended != null && ended.status() == RunStatus.ABANDONED);
        assertThat(rows(source(), Owner.of(ORDERS), RowKind.RECEIPT))
                .extracting(row -> ((Row.ReceiptRow) row).receipt().state())
                .containsExactly(
                        Receipt.State.PUBLISHED,
                        Receipt.State.COMMITTED,
                        Receipt.State.COMMITTED,
                        Receipt.State.WITHDRAWN,
                        Receipt.State.COMMITTED,
                        Receipt.State.COMMITTED);
        assertThat(rows(source(), Owner.of(ORDERS), RowKind.RECEIPT))
                .extracting(row -> ((Row.ReceiptRow) row).history())
                .containsExactly(false, false, false, false, false, true);
        assertThat(rows(source(), Owner.of(EVENTS), RowKind.FENCE))
                .singleElement()
                .isInstanceOfSatisfying(
                        Row.FenceRow.class, chunk -> assertThat(chunk.run()).isNull());
    }

    @Test
    @Clause("C-30")
    void aRunThatStoppedWaitingSaysWhenThatWas() {
        workProject();
        assertThat(rows(source(), Owner.of(ORDERS), RowKind.QUEUED))
                .extracting(row -> ((Row.QueuedRow) row).status())
                .containsExactlyInAnyOrder(RunStatus.ABANDONED, RunStatus.CANCELLED, RunStatus.QUEUED);
        assertThat(rows(source(), Owner.of(ORDERS), RowKind.QUEUED)).allSatisfy(row -> {
            Row.QueuedRow queued = (Row.QueuedRow) row;
            if (queued.status() == RunStatus.QUEUED) {
                assertThat(queued.endedAt()).isNull();
                assertThat(queued.waitUntil()).isAfter(fixture.now());
            } else {
                assertThat(queued.waitUntil()).isEqualTo(queued.endedAt());
                assertThat(queued.replacedBy()).isNotNull();
            }
        });
    }

    @Test
    @Clause("C-30")
    void whatIsLaidDownTwiceIsThereOnceAndWhatIsRemovedIsGone() {
        workProject();
        does(there().prepareProject(SHOP, ANN));
        for (Owner owner : owners()) {
            PipelineKey pipeline = owner.pipeline() == null ? null : new PipelineKey(SHOP, owner.pipeline());
            if (pipeline != null) {
                does(there().prepare(shell(pipeline), ANN));
            }
            copy(owner, Transfer.IMPORTED);
            assertThatAllIsThere(owner);
            copy(owner, Transfer.IMPORTED);
            assertThatAllIsThere(owner);
        }
        for (Owner owner : owners()) {
            for (RowKind kind : RowKind.of(owner).reversed()) {
                List<Row> rows = rows(there(), owner, kind);
                List<String> keys = rows.stream().map(Row::key).toList();
                if (!keys.isEmpty()) {
                    does(there().remove(owner, kind, keys.subList(0, 1), Transfer.IMPORTED));
                    assertThat(rows(there(), owner, kind)).isEqualTo(rows.subList(1, rows.size()));
                    does(there().remove(owner, kind, keys, Transfer.IMPORTED));
                    assertThat(rows(there(), owner, kind)).isEmpty();
                }
            }
        }
    }

    @Test
    @Clause("C-30")
    void whileTheSourceGoesOnOnlyWhatStaysAsItIsIsLaidDown() {
        workProject();
        does(there().prepareProject(SHOP, ANN));
        for (Owner owner : owners()) {
            if (owner.pipeline() != null) {
                does(there().prepare(shell(new PipelineKey(SHOP, owner.pipeline())), ANN));
            }
            copy(owner);
            for (RowKind kind : RowKind.of(owner)) {
                List<Row> rows = rows(source(), owner, kind);
                rows.stream()
                        .filter(row -> !row.isFinal())
                        .forEach(row -> isInvalid(there().lay(owner, List.of(row), null)));
                if (kind != RowKind.CHUNK) {
                    assertThat(rows(there(), owner, kind))
                            .isEqualTo(rows.stream().filter(Row::isFinal).toList());
                }
            }
        }
        List<Row> chunks = rows(source(), Owner.of(EVENTS), RowKind.CHUNK);
        assertThat(chunks).isNotEmpty();
        isInvalid(there().lay(Owner.of(EVENTS), chunks, null));
        does(there().lay(Owner.of(EVENTS), rows(source(), Owner.of(EVENTS), RowKind.BACKFILL), Transfer.IMPORTED));
        for (Row row : chunks) {
            boolean ended = rows(source(), Owner.of(EVENTS), RowKind.BACKFILL).stream()
                    .anyMatch(backfill -> backfill.isFinal()
                            && backfill.key()
                                    .equals(((Row.ChunkRow) row).backfill().value()));
            assertThat(there().lay(Owner.of(EVENTS), List.of(row), null) instanceof ChangeResult.Done)
                    .isEqualTo(ended);
        }
    }

    @Test
    @Clause("C-30")
    void whatComesLateWhileTheSourceGoesOnTakesNothingBack() {
        PipelineKey pipeline = declared("many");
        does(there().prepareProject(SHOP, ANN));
        does(there().prepare(snapshot(pipeline).state(), ANN));
        Owner owner = Owner.of(pipeline);
        Row.ReceiptRow published = receipt(Receipt.State.PUBLISHED);
        for (Receipt.State state : List.of(Receipt.State.WITHDRAWING, Receipt.State.WITHDRAWN)) {
            does(there().lay(owner, List.of(receipt(state)), Transfer.IMPORTED));
            does(there().lay(owner, List.of(published), null));
            assertThat(rows(there(), owner, RowKind.RECEIPT)).containsExactly(receipt(state));
        }
        does(there().lay(owner, List.of(published), Transfer.IMPORTED));
        assertThat(rows(there(), owner, RowKind.RECEIPT)).containsExactly(published);
        does(there().lay(owner, List.of(receipt(Receipt.State.WITHDRAWN)), null));
        assertThat(rows(there(), owner, RowKind.RECEIPT)).containsExactly(receipt(Receipt.State.WITHDRAWN));

        Row.QueuedRow waits = new Row.QueuedRow(
                runId(9), "ann", fixture.now(), fixture.now().plus(HOUR), RunStatus.QUEUED, null, null);
        Row.QueuedRow ended = new Row.QueuedRow(
                runId(9), "ann", fixture.now(), fixture.now(), RunStatus.CANCELLED, fixture.now(), "ann");
        does(there().lay(owner, List.of(waits), Transfer.IMPORTED));
        does(there().lay(owner, List.of(ended), null));
        assertThat(rows(there(), owner, RowKind.QUEUED)).containsExactly(waits);

        Owner project = Owner.of(SHOP);
        Row.KeyRow before = key("before", fixture.now().plus(HOUR));
        Row.KeyRow now = key("now", fixture.now().plus(HOUR).plusSeconds(1));
        Row.KeyRow over = key("over", fixture.now().minusSeconds(1));
        does(there().lay(project, List.of(over), Transfer.IMPORTED));
        does(there().lay(project, List.of(now), null));
        assertThat(rows(there(), project, RowKind.KEY)).containsExactly(now);
        does(there().lay(project, List.of(before), null));
        assertThat(rows(there(), project, RowKind.KEY)).containsExactly(now);
        does(there().lay(project, List.of(before), Transfer.IMPORTED));
        assertThat(rows(there(), project, RowKind.KEY)).containsExactly(before);
    }

    private static Row.ReceiptRow receipt(Receipt.State state) {
        return new Row.ReceiptRow(
                new Receipt(
                        new ReceiptId(new Fence(3), 1, 0),
                        new StagedObject("a", StagedObject.Kind.DATA, "part", "00ff", 10, 1),
                        state),
                false);
    }

    private static Row.KeyRow key(String result, Instant goneAt) {
        return new Row.KeyRow("scope", "name", "token", goneAt, 1_000_000, '"' + result + '"', goneAt);
    }

    @Test
    @Clause("C-30")
    void aRowTakesThePlaceOfTheOneWithItsKey() {
        PipelineKey pipeline = declared("many");
        does(there().prepare(snapshot(pipeline).state(), ANN));
        Owner owner = Owner.of(pipeline);
        Row.FenceRow before = fence(7);
        Row.FenceRow after =
                new Row.FenceRow(before.fence(), null, before.moves().subList(0, 1), Fence.NONE);
        does(there().lay(owner, List.of(fence(6), before, fence(8)), null));
        does(there().lay(owner, List.of(after), null));
        assertThat(rows(there(), owner, RowKind.FENCE)).isEqualTo(List.of(fence(6), after, fence(8)));
        Row.QueuedRow waits = new Row.QueuedRow(
                runId(9), "ann", fixture.now(), fixture.now().plus(HOUR), RunStatus.QUEUED, null, null);
        does(there().lay(owner, List.of(waits), Transfer.IMPORTED));
        does(there().lay(owner, List.of(fence(9)), null));
        assertThat(rows(there(), owner, RowKind.FENCE)).isEqualTo(List.of(fence(6), after, fence(8), fence(9)));
        assertThat(rows(there(), owner, RowKind.QUEUED)).isEmpty();
    }

    @Test
    @Clause({"C-30", "C-19"})
    void manyRunsMoveInPages() {
        PipelineKey pipeline = declared("many");
        Owner owner = Owner.of(pipeline);
        does(there().prepare(snapshot(pipeline).state(), ANN));
        List<Row> runs = new ArrayList<>();
        for (int i = 1; i <= RUNS; i++) {
            runs.add(fence(i));
        }
        for (int i = 0; i < RUNS; i += Transfer.MOST_ROWS) {
            does(there().lay(owner, runs.subList(i, Math.min(RUNS, i + Transfer.MOST_ROWS)), null));
        }

        assertThat(rows(there(), owner, RowKind.FENCE, 1_000)).isEqualTo(runs);
        assertThat(rows(there(), owner, RowKind.FENCE, 7)).isEqualTo(runs);
        assertThat(rows(there(), owner, RowKind.FENCE, 1)).isEqualTo(runs);
        sealed(pipeline);
        does(target().receive(snapshot(pipeline), ANN));
        assertThat(target().activate(pipeline, ANN))
                .isInstanceOfSatisfying(
                        ActivateResult.Activated.class,
                        active -> assertThat(active.fence()).isGreaterThan(new Fence(RUNS)));
        assertThat(all(page -> target().runs(pipeline, page))).hasSize(RUNS);
        assertThat(target().run(pipeline, runId(1_234)).orElseThrow().moves()).hasSize(2);
    }

    private static RunId runId(long number) {
        return new RunId(
                new UUID(0x018f000000007000L | ((number >>> 12) << 16) | (number & 0xfff), 0x8000000000000000L));
    }

    private Row.FenceRow fence(long number) {
        return new Row.FenceRow(
                new Fence(number),
                new Row.EndedRun(
                        runId(number),
                        "manual",
                        "worker",
                        RunStatus.SUCCEEDED,
                        fixture.now(),
                        fixture.now().plusSeconds(number),
                        3,
                        Map.of("a", new Counts(number, 1, 0, 5), "ß", Counts.NONE),
                        null,
                        null),
                List.of(
                        new Row.Move(
                                StreamPartition.of("a"), number - 1, number == 1 ? null : at(number - 1), at(number)),
                        new Row.Move(StreamPartition.of("ß"), number, token("00" + number), null)),
                null);
    }

    @Test
    @Clause({"C-30", "C-22"})
    void whatIsNoPageAndNoLotOfRowsIsRefused() {
        PipelineKey pipeline = declared("many");
        Owner owner = Owner.of(pipeline);
        does(there().prepare(snapshot(pipeline).state(), ANN));
        for (int most : List.of(0, Transfer.MOST_ROWS + 1)) {
            isRefused(() -> source().rows(owner, RowKind.FENCE, null, most));
        }
        isRefused(() -> source().rows(owner, RowKind.TOKEN, null, 1));
        isRefused(() -> source().rows(Owner.of(SHOP), RowKind.FENCE, null, 1));
        isRefused(() -> source().rows(owner, RowKind.FENCE, "x", 1));
        List<Row> many = new ArrayList<>();
        for (int i = 1; i <= Transfer.MOST_ROWS + 1; i++) {
            many.add(fence(i));
        }
        isRefused(() -> there().lay(owner, many, null));
        isRefused(() -> there().lay(owner, List.of(fence(2), fence(1)), null));
        isRefused(() -> there().lay(owner, List.of(fence(1), fence(1)), null));
        isRefused(() -> there().lay(
                        owner,
                        List.of(fence(1), rows(source(), owner, RowKind.AUDIT).getFirst()),
                        null));
        isRefused(() -> there().lay(Owner.of(SHOP), List.of(fence(1)), null));
        Owner other = Owner.of(declared("other"));
        isRefused(() -> there().lay(owner, rows(source(), other, RowKind.AUDIT), null));
        isRefused(() -> there().remove(owner, RowKind.FENCE, List.of("x"), Transfer.IMPORTED));
        isRefused(() ->
                there().remove(owner, RowKind.FENCE, many.stream().map(Row::key).toList(), Transfer.IMPORTED));
        assertThat(rows(there(), owner, RowKind.FENCE)).isEmpty();
    }

    private static void isRefused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(InvalidInput.class);
    }

    @Test
    @Clause("C-30")
    void whatIsNotThereHasNoRows() {
        assertThat(source().rows(Owner.of(ORDERS), RowKind.FENCE, null, 1)).isEqualTo(Rows.NONE);
        assertThat(source().rows(Owner.of(new ProjectId("nowhere")), RowKind.KEY, null, 1))
                .isEqualTo(Rows.NONE);
        PipelineKey idle = declared("idle");
        assertThat(source().rows(Owner.of(idle), RowKind.FENCE, null, 1)).isEqualTo(Rows.NONE);
        assertThat(source().rows(Owner.of(idle), RowKind.AUDIT, RowKeys.of(1), 1))
                .isEqualTo(Rows.NONE);
    }
}
