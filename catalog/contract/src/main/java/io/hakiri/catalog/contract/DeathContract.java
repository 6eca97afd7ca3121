package io.hakiri.catalog.contract;

import static io.hakiri.catalog.contract.Positions.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed over a catalog lose nothing that was acknowledged and leave nothing half done. How many die is {@code
 * -Dhakiri.deaths}; without it few, so that the suite stays short (CONTRIBUTING.md).
 */
abstract class DeathContract extends Scene {
    private static final int LANES = 4;
    /** A multiple of the lanes. */
    private static final int DEATHS = Integer.getInteger("hakiri.deaths", 40) / LANES * LANES;

    private static final int CHUNKS = 600;
    private static final int CHUNK_DEATHS = 20;
    private static final int PIPELINES = 8;
    /** A worker is killed after it has said so many things, and a moment later, which is about as long as one operation. */
    private static final int MOST_SAID = 12;

    private static final int LONGEST_MOMENT_MICROS = 10_000;
    private static final Duration DEADLINE = Duration.ofMinutes(10);
    private static final long SEED = 20_260_101;

    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger withinRuns = new AtomicInteger();
    private final Map<PipelineKey, Fence> highestFence = new ConcurrentHashMap<>();
    private final Map<PipelineKey, Long> highestRevision = new ConcurrentHashMap<>();

    DeathContract(CatalogFixture fixture) {
        super(fixture);
    }

    @Test
    @Clause({"C-12", "C-7", "C-6", "C-2", "C-17"})
    void killedProcessesLoseNothingAcknowledgedAndLeaveNothingHalfDone(@TempDir Path folder)
            throws InterruptedException {
        WorkerClasses classes = WorkerClasses.archived(fixture, folder);
        String shared = fixture.newAddress();
        long start = System.nanoTime();
        try (Catalog survivor = fixture.openOnRealTime(shared)) {
            for (int i = 0; i < PIPELINES; i++) {
                survivor.put(ContractWorker.declaring(ContractWorker.pipeline(i)));
            }
            Race.within(DEADLINE, LANES, lane -> () -> {
                SplittableRandom random = new SplittableRandom(SEED + lane);
                for (int death = 0; death < DEATHS / LANES; death++) {
                    String name = "worker-" + lane + "-" + death;
                    List<String> said = lifeAndDeath(classes, shared, name, random);
                    acknowledged.addAndGet(said.size());
                    said.forEach(line -> verifyAcknowledged(survivor, line));
                    for (int i = 0; i < PIPELINES; i++) {
                        verifyPipeline(survivor, ContractWorker.pipeline(i), name);
                    }
                }
                return true;
            });
            for (int i = 0; i < PIPELINES; i++) {
                PipelineKey pipeline = ContractWorker.pipeline(i);
                assertThat(all(page -> survivor.runs(pipeline, page)))
                        .noneMatch(run -> run.status() == RunStatus.RUNNING);
            }
        }
        closesAndOpensAgain(shared);
        System.out.printf(
                "%s: %d processes killed at work, %d of them within a run; %d operations acknowledged, none lost; %d s%n",
                fixture.backend(),
                DEATHS,
                withinRuns.get(),
                acknowledged.get(),
                Duration.ofNanos(System.nanoTime() - start).toSeconds());
        assertThat(withinRuns).as("deaths within a run").hasValueGreaterThan(DEATHS / 4);
    }

    /** A life counts only if it was ended at work: after its first run, by us, between two operations or within one. */
    private List<String> lifeAndDeath(WorkerClasses classes, String shared, String name, SplittableRandom random)
            throws InterruptedException {
        try (WorkerProcess worker =
                WorkerProcess.start(classes, fixture, shared, "load", name, random.nextLong(), PIPELINES)) {
            List<String> said = new ArrayList<>();
            for (String line = worker.next(); !line.equals(ContractWorker.READY); line = worker.next()) {
                said.add(line);
            }
            for (int more = random.nextInt(MOST_SAID) + 1; more > 0; more--) {
                said.add(worker.next());
            }
            worker.killAfter(random.nextInt(LONGEST_MOMENT_MICROS));
            said.addAll(worker.rest());
            return said;
        }
    }

    /** What a worker said before it died is there. */
    private static void verifyAcknowledged(Catalog catalog, String line) {
        String[] words = line.split(" ", -1);
        if (words[0].equals("done")) {
            assertThat(catalog.start(new KeyStart(ContractWorker.key(words[1]), RequestId.random(), TTL, HOUR)))
                    .isInstanceOf(KeyStartResult.Completed.class);
            return;
        }
        PipelineKey pipeline = PipelineKey.of("shop", words[1]);
        Run run = catalog.run(pipeline, RunId.parse(words[2])).orElseThrow(() -> new AssertionError("lost: " + line));
        if (words[0].equals("begun")) {
            assertThat(run.fence()).as(line).isEqualTo(new Fence(Long.parseLong(words[3])));
            return;
        }
        assertThat(run.lastStep()).as(line).isGreaterThanOrEqualTo(Integer.parseInt(words[3]));
        assertThat(page(catalog.cursors(pipeline, PageRequest.first())).entries())
                .as(line)
                .hasSize(2)
                .allMatch(cursor -> cursor.revision() >= Long.parseLong(words[4]));
        if (words[0].equals("finished")) {
            assertThat(run.status()).as(line).isEqualTo(RunStatus.SUCCEEDED);
            assertThat(run.lastStep()).as(line).isEqualTo(Integer.parseInt(words[3]));
        }
    }

    /** A pipeline is whole, whoever is writing it; one that the dead worker held is looked at closely and freed. */
    private void verifyPipeline(Catalog catalog, PipelineKey pipeline, String dead) {
        long revisionBefore = highestRevision.getOrDefault(pipeline, 0L);
        Fence fenceBefore = highestFence.getOrDefault(pipeline, Fence.NONE);
        List<Cursor> cursors =
                page(catalog.cursors(pipeline, PageRequest.first())).entries();
        if (!cursors.isEmpty()) {
            assertThat(cursors).hasSize(2);
            assertThat(cursors.getFirst().revision())
                    .isEqualTo(cursors.getLast().revision());
            assertThat(cursors)
                    .extracting(Cursor::position)
                    .containsOnly(at(cursors.getFirst().revision()));
            assertThat(cursors.getFirst().revision()).isGreaterThanOrEqualTo(revisionBefore);
            raise(highestRevision, pipeline, cursors.getFirst().revision());
        }
        PipelineState state = catalog.pipeline(pipeline).orElseThrow();
        assertThat(state.fence()).isGreaterThanOrEqualTo(fenceBefore);
        raise(highestFence, pipeline, state.fence());
        Lease lease = state.lease();
        if (lease != null && lease.holder().equals(dead)) {
            withinRuns.incrementAndGet();
            verifyHeldByTheDead(catalog, pipeline, lease, cursors);
            does(catalog.breakLease(pipeline, ANN));
            assertThat(catalog.run(pipeline, lease.run()).orElseThrow().status())
                    .isEqualTo(RunStatus.ABANDONED);
        }
        List<AuditEvent> audit =
                pages(page -> catalog.audit(pipeline, page), PageRequest.first().entries());
        assertThat(audit)
                .extracting(AuditEvent::number)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, audit.size()).boxed().toList());
    }

    private static void verifyHeldByTheDead(Catalog catalog, PipelineKey pipeline, Lease lease, List<Cursor> cursors) {
        Run run = catalog.run(pipeline, lease.run()).orElseThrow();
        assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(run.fence()).isEqualTo(lease.fence());
        long read = run.counts().values().stream()
                .mapToLong(counts -> counts.read())
                .sum();
        assertThat(read).isEqualTo(run.lastStep());
        assertThat(run.moves()).hasSize(run.lastStep() == 0 ? 0 : 2);
        List<Receipt> open = all(page -> catalog.unsettled(pipeline, page));
        if (run.lastStep() > 0) {
            assertThat(open).extracting(Receipt::id).containsExactly(new ReceiptId(lease.fence(), run.lastStep(), 0));
            assertThat(cursors).extracting(Cursor::fence).containsOnly(lease.fence());
        }
    }

    private static <T extends Comparable<T>> void raise(Map<PipelineKey, T> highest, PipelineKey pipeline, T seen) {
        highest.merge(pipeline, seen, (one, other) -> one.compareTo(other) >= 0 ? one : other);
    }

    private void closesAndOpensAgain(String shared) {
        try (Catalog again = fixture.openOnRealTime(shared)) {
            List<Executed> seen = new ArrayList<>();
            for (int i = 0; i < PIPELINES; i++) {
                PipelineKey pipeline = ContractWorker.pipeline(i);
                PipelineState state = again.pipeline(pipeline).orElseThrow();
                long revision = page(again.cursors(pipeline, PageRequest.first())).entries().stream()
                        .mapToLong(Cursor::revision)
                        .max()
                        .orElse(0);
                seen.add(new Executed(pipeline, state.fence(), revision));
                long steps = all(page -> again.runs(pipeline, page)).stream()
                        .mapToLong(Run::lastStep)
                        .sum();
                assertThat(steps)
                        .as("every step of every run of %s moved the cursors once", pipeline)
                        .isEqualTo(revision);
            }
            assertThat(seen).allSatisfy(each -> {
                assertThat(each.fence()).isGreaterThanOrEqualTo(highestFence.get(each.pipeline()));
                assertThat(each.revision()).isGreaterThanOrEqualTo(highestRevision.getOrDefault(each.pipeline(), 0L));
            });
        }
    }

    private record Executed(PipelineKey pipeline, Fence fence, long revision) {}

    @Test
    @Clause({"C-21", "C-12", "C-7"})
    void chunksWhoseWorkersAreKilledComeBackAndEachIsDoneOnce(@TempDir Path folder) throws InterruptedException {
        WorkerClasses classes = WorkerClasses.archived(fixture, folder);
        String shared = fixture.newAddress();
        PipelineKey pipeline = ContractWorker.pipeline(0);
        long[] borders = LongStream.rangeClosed(1, CHUNKS).toArray();
        try (Catalog survivor = fixture.openOnRealTime(shared)) {
            survivor.put(ContractWorker.declaring(pipeline));
            survivor.startBackfill(backfill(pipeline, ContractWorker.BACKFILL, null, ANN, borders));
            List<String> did =
                    Race.within(DEADLINE, LANES, lane -> () -> chunkWorkersOf(classes, lane, shared)).stream()
                            .flatMap(List::stream)
                            .toList();

            Backfill done = survivor.backfill(pipeline, ContractWorker.BACKFILL).orElseThrow();
            assertThat(done.status()).isEqualTo(Backfill.Status.DONE);
            assertThat(done.done()).isEqualTo(CHUNKS);
            assertThat(done.counts().read()).isEqualTo(CHUNKS * ContractWorker.CHUNK_ROWS.read());
            assertThat(page(survivor.cursors(pipeline, PageRequest.first())).entries())
                    .extracting(Cursor::position)
                    .containsExactly(at(CHUNKS));
            List<String> objects = all(page -> survivor.unsettled(pipeline, page)).stream()
                    .map(receipt -> receipt.object().name())
                    .toList();
            assertThat(objects)
                    .extracting(name -> name.substring(0, name.indexOf("-of-")))
                    .hasSize(CHUNKS)
                    .doesNotHaveDuplicates();
            assertThat(did).doesNotHaveDuplicates().isSubsetOf(objects);
        }
    }

    /** Workers that are killed at work, one after another, and one at last that lives; the objects of what they said they did. */
    private List<String> chunkWorkersOf(WorkerClasses classes, int lane, String shared) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(SEED + lane);
        List<String> did = new ArrayList<>();
        for (int life = 0; life <= CHUNK_DEATHS / LANES; life++) {
            String name = "worker-" + lane + "-" + life;
            List<String> said = new ArrayList<>();
            try (WorkerProcess worker = WorkerProcess.start(classes, fixture, shared, "chunks", name, life, CHUNKS)) {
                if (life == CHUNK_DEATHS / LANES) {
                    said.addAll(worker.sayingAll());
                } else {
                    for (int more = random.nextInt(MOST_SAID) + 1; more > 0; more--) {
                        said.add(worker.next());
                    }
                    worker.killAfter(random.nextInt(LONGEST_MOMENT_MICROS));
                    said.addAll(worker.rest());
                }
            }
            said.stream()
                    .filter(line -> line.startsWith("did "))
                    .map(line -> ContractWorker.chunkObject(Integer.parseInt(line.substring("did ".length())), name))
                    .forEach(did::add);
        }
        return did;
    }

    @Test
    @Clause("C-12")
    void whatWasAcknowledgedIsThereForANewProcess() {
        PipelineKey orders = declared("orders");
        commits(goingOn(writing(orders), 1, new Work().moving("a", 0, at(1)).staging("a", "one")));
        Dump before = dump();
        reopen();
        assertThat(dump()).isEqualTo(before);
    }
}
