package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Adopt;
import io.hakiri.catalog.Adopted;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.CatalogStatus;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.KeyId;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.PutResult;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.Verdict;
import io.hakiri.catalog.Writer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A catalog that was copied or restored says so, and is written only after it was adopted. */
abstract class RestoreContract extends Scene {
    private static final int ADOPTIONS = 5;

    private final PipelineKey orders = PipelineKey.of("shop", "orders");

    RestoreContract(CatalogFixture fixture) {
        super(fixture);
    }

    private Writer working() {
        declared("orders", fixture.now().minus(HOUR));
        Writer writer = writing(orders);
        commits(goingOn(
                writer, 1, new Work().moving("a", 0, at(1)).staging("a", "one").accepting("a", 0, "{}")));
        return writer;
    }

    private static CatalogStatus.ProjectStatus shop(Catalog catalog) {
        return catalog.status().projects().stream()
                .filter(project -> project.project().equals(SHOP))
                .findFirst()
                .orElseThrow();
    }

    private static List<Settlement> settled(Writer writer) {
        return List.of(new Settlement(new ReceiptId(writer.fence(), 1, 0), Receipt.State.PUBLISHED));
    }

    private Map<String, ThrowingCallable> everyWrite(Catalog catalog, Writer writer) {
        return Map.ofEntries(
                entry("begin", () -> catalog.begin(asking(orders))),
                entry("renew", () -> catalog.renew(writer, TTL)),
                entry("commit", () -> catalog.commit(goingOn(writer, 2, new Work()))),
                entry("acknowledge", () -> catalog.acknowledge(orders, settled(writer))),
                entry("rewind", () -> catalog.rewind(backToStart(orders, Rewind.Mode.APPEND))),
                entry("breakLease", () -> catalog.breakLease(orders, ANN)),
                entry("enqueue", () -> catalog.enqueue(queueing(orders))),
                entry("cancel", () -> catalog.cancel(orders, writer.run(), ANN)),
                entry("put", () -> catalog.put(new PutPipeline(orders, "{\"v\":2}", null, null, ANN))),
                entry("pause", () -> catalog.pause(orders, false, ANN)),
                entry("resume", () -> catalog.resume(orders, null, ANN)),
                entry("delete", () -> catalog.delete(orders, ANN)),
                entry("decide", () -> catalog.decide(orders, "a", 1, Verdict.REJECT, ANN)),
                entry("claimDue", () -> catalog.claimDue(new ClaimDue(SHOP, 10, TTL))),
                entry("abandonExpired", () -> catalog.abandonExpired(SHOP, 10)),
                entry("seal", () -> catalog.seal(orders, true, ANN)),
                entry("sealProject", () -> catalog.sealProject(SHOP, ANN)),
                entry(
                        "start",
                        () -> catalog.start(new KeyStart(new KeyId(SHOP, "s", "k"), RequestId.random(), TTL, HOUR))));
    }

    @Test
    @Clause("C-27")
    void aCatalogInItsOwnPlaceIsWrittenAlsoAfterBeingOpenedAgain() {
        Writer writer = working();
        assertThat(shop(catalog()).mismatch()).isNull();
        reopen();
        assertThat(shop(catalog()).mismatch()).isNull();
        commits(goingOn(writer, 2, new Work()));
    }

    @Test
    @Clause("C-27")
    void aCopyRefusesEveryWriteAsIncompatibleAndCanBeRead() {
        Writer writer = working();
        Dump before = dump();
        catalog().close();
        try (Catalog copy = fixture.open(fixture.copy(address()))) {
            assertThat(shop(copy).mismatch()).isNotBlank();
            fixture.advance(BEYOND_TTL); // so that there is something to claim and to reap
            for (Map.Entry<String, ThrowingCallable> write :
                    everyWrite(copy, writer).entrySet()) {
                assertThatThrownBy(write.getValue(), write.getKey()).isInstanceOf(CatalogException.Incompatible.class);
            }
            assertThat(Dump.of(copy)).isEqualTo(before);
        }
    }

    @Test
    @Clause("C-27")
    void theOriginalOfACopyIsNotDisturbed() {
        Writer writer = working();
        catalog().close();
        try (Catalog copy = fixture.open(fixture.copy(address()))) {
            copy.adopt(new Adopt(SHOP, 1, ANN));
        }
        reopen();
        commits(goingOn(writer, 2, new Work().moving("a", 1, at(2))));
        assertThat(state(orders).fence().generation()).isZero();
    }

    @Test
    @Clause({"C-27", "C-2", "C-6", "C-25"})
    void anAdoptedCopyIsPausedUnderANewGenerationWithItsRunsClosedAndItsReceiptsToSettle() {
        Writer writer = working();
        catalog().close();
        try (Catalog copy = fixture.open(fixture.copy(address()))) {
            Adopted adopted = copy.adopt(new Adopt(SHOP, 5, ANN));

            assertThat(adopted.generation()).isGreaterThanOrEqualTo(5);
            assertThat(adopted.paused()).isEqualTo(1);
            assertThat(shop(copy).mismatch()).isNull();
            assertThat(shop(copy).generation()).isEqualTo(adopted.generation());
            assertThat(copy.pipeline(orders).orElseThrow().status()).isInstanceOf(PipelineStatus.OnHold.class);
            Run run = copy.run(orders, writer.run()).orElseThrow();
            assertThat(run.status()).isEqualTo(RunStatus.ABANDONED);
            assertThat(run.replacedBy()).isNotBlank();
            assertThat(page(copy.unsettled(orders, PageRequest.first())).entries())
                    .hasSize(1);
            assertThat(copy.audit(SHOP, PageRequest.first()).entries()).isNotEmpty();
            does(copy.resume(orders, null, ANN));
            Fence fence = granted(copy.begin(asking(orders))).writer().fence();
            assertThat(fence).isGreaterThan(writer.fence());
            assertThat(fence.generation()).isEqualTo(adopted.generation());
        }
    }

    @Test
    @Clause("C-27")
    void anAdoptedCopyStaysAdopted() {
        working();
        catalog().close();
        String place = fixture.copy(address());
        try (Catalog copy = fixture.open(place)) {
            copy.adopt(new Adopt(SHOP, 1, ANN));
        }
        try (Catalog copy = fixture.open(place)) {
            assertThat(shop(copy).mismatch()).isNull();
            does(copy.resume(orders, null, ANN));
        }
    }

    @Test
    @Clause({"C-27", "C-2", "C-3"})
    void olderContentPutBackInPlaceIsNoticedAndAWriterFromBeforeTheRestoreIsFenced() {
        working();
        catalog().close();
        String backup = fixture.copy(address());
        reopen();
        does(catalog().breakLease(orders, ANN));
        Writer later = writing(orders);
        commits(goingOn(later, 1, new Work().moving("a", 1, at(2))));
        catalog().close();

        fixture.restore(address(), backup);
        reopen();

        assertThat(shop(catalog()).mismatch()).isNotBlank();
        fixture.advance(BEYOND_TTL); // so that there is something to claim and to reap
        for (Map.Entry<String, ThrowingCallable> write :
                everyWrite(catalog(), later).entrySet()) {
            assertThatThrownBy(write.getValue(), write.getKey()).isInstanceOf(CatalogException.Incompatible.class);
        }
        catalog().adopt(new Adopt(SHOP, 1, ANN));
        does(catalog().resume(orders, null, ANN));
        assertThat(granted(orders).writer().fence()).isGreaterThan(later.fence());
        assertThat(catalog().commit(goingOn(later, 2, new Work().moving("a", 2, at(3)))))
                .isNotInstanceOf(CommitResult.Committed.class);
        assertThat(position(orders, "a")).isEqualTo(at(1));
    }

    @Test
    @Clause({"C-27", "C-2", "C-3"})
    void aBackupFromBeforeAnAdoptionPutBackAfterItIsAdoptedUnderAGreaterGeneration() {
        working();
        catalog().close();
        String backup = fixture.copy(address());
        reopen();
        int first = catalog().adopt(new Adopt(SHOP, 7, ANN)).generation();
        does(catalog().resume(orders, null, ANN));
        Writer later = writing(orders);
        catalog().close();

        fixture.restore(address(), backup);
        reopen();
        assertThat(shop(catalog()).mismatch()).isNotBlank();
        assertThatThrownBy(() -> catalog().begin(asking(orders))).isInstanceOf(CatalogException.Incompatible.class);
        int second = catalog().adopt(new Adopt(SHOP, 0, ANN)).generation();

        assertThat(second).isGreaterThan(first);
        does(catalog().resume(orders, null, ANN));
        assertThat(granted(orders).writer().fence()).isGreaterThan(later.fence());
        assertThat(catalog().renew(later, TTL)).isInstanceOf(Answers.Fenced.class);
    }

    @Test
    @Clause("C-27")
    void aBackupOfThisVeryInstantPutBackInPlaceLosesNothing() {
        Writer writer = working();
        catalog().close();
        fixture.restore(address(), fixture.copy(address()));
        reopen();
        assertThat(run(writer).lastStep()).isEqualTo(1);
        assertThat(cursor(orders, "a").position()).isEqualTo(at(1));
    }

    @Test
    @Clause("C-27")
    void adoptingTwiceGivesAGreaterGenerationEachTime() {
        working();
        int first = catalog().adopt(new Adopt(SHOP, 3, ANN)).generation();
        int second = catalog().adopt(new Adopt(SHOP, 3, ANN)).generation();
        assertThat(second).isGreaterThan(first);
    }

    /** Who uses it meanwhile is before an adoption or after it, and never told that it is another one. */
    @Test
    @Clause({"C-27", "C-2"})
    void nobodyIsRefusedWhileACatalogInItsOwnPlaceIsAdopted() {
        String shared = fixture.newAddress();
        AtomicBoolean over = new AtomicBoolean();
        try (Catalog here = fixture.openOnRealTime(shared);
                Catalog there = fixture.openOnRealTime(shared)) {
            here.put(new PutPipeline(orders, "{}", null, null, ANN));
            List<Callable<Integer>> users = List.of(
                    () -> adoptions(here, over),
                    () -> used(over, () -> written(here, "here")),
                    () -> used(over, () -> written(there, "there")),
                    () -> used(over, () -> there.claimDue(new ClaimDue(SHOP, 1, TTL))),
                    () -> used(over, () -> assertThat(shop(there).mismatch()).isNull()));
            int last = Race.of(users.size(), users::get).getFirst();

            assertThat(shop(there).generation()).isEqualTo(last);
            does(there.resume(orders, null, ANN));
            assertThat(granted(there.begin(asking(orders))).writer().fence().generation())
                    .isEqualTo(last);
        }
    }

    private static int adoptions(Catalog catalog, AtomicBoolean over) {
        try {
            int last = 0;
            for (int i = 0; i < ADOPTIONS; i++) {
                int next = catalog.adopt(new Adopt(SHOP, 0, ANN)).generation();
                assertThat(next).isGreaterThan(last);
                last = next;
            }
            return last;
        } finally {
            over.set(true);
        }
    }

    /** Again and again, and at least once; with so many at once it may be busy, and then it was not done. */
    private static int used(AtomicBoolean over, Runnable call) {
        int done = 0;
        while (!over.get() || done == 0) {
            try {
                call.run();
                done++;
            } catch (CatalogException.Unavailable e) {
                assertThat(e).hasMessageNotContaining("adopt");
            }
        }
        return done;
    }

    private static void written(Catalog catalog, String pipeline) {
        PutPipeline declaring = new PutPipeline(
                new PipelineKey(SHOP, new PipelineId(pipeline)),
                "{\"id\":\"" + RequestId.random() + "\"}",
                null,
                null,
                ANN);
        assertThat(catalog.put(declaring)).isInstanceOf(PutResult.Stored.class);
    }

    @Test
    @Clause("C-27")
    void theStatusSaysWhatItIs() {
        working();
        CatalogStatus status = catalog().status();
        assertThat(status.backend()).isNotBlank();
        assertThat(status.address()).isNotBlank();
        assertThat(shop(catalog()).version()).isEqualTo(shop(catalog()).newest());
    }
}
