package io.hakiri.catalog.dynamodb;

import static io.hakiri.catalog.dynamodb.Shop.asking;
import static io.hakiri.catalog.dynamodb.Shop.at;
import static io.hakiri.catalog.dynamodb.Shop.committed;
import static io.hakiri.catalog.dynamodb.Shop.cursor;
import static io.hakiri.catalog.dynamodb.Shop.declared;
import static io.hakiri.catalog.dynamodb.Shop.finishing;
import static io.hakiri.catalog.dynamodb.Shop.goingOn;
import static io.hakiri.catalog.dynamodb.Shop.granted;
import static io.hakiri.catalog.dynamodb.Shop.runs;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.dynamodb.server.DynamoServer;
import io.hakiri.catalog.dynamodb.server.OwnDynamo;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The service is killed at work, and started again on its files (C-12). */
class KilledServiceTest {
    private static final int DEATHS = Integer.getInteger("hakiri.deaths", 4);
    private static final int THREADS = 3;
    private static final int BETWEEN_DEATHS = 15;
    private static final int STEPS = 3;
    private static final int MOST_REPEATS = 20_000;
    private static final Duration LEASE = Duration.ofHours(2);
    private static final Duration MOMENT = Duration.ofMillis(10);

    private static final Attempts.Pace PACE =
            new Attempts.Pace(3, Duration.ofMillis(1), Duration.ofMillis(4), Attempts.PER_ATTEMPT, Attempts.OVERALL);

    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void whatWasAcknowledgedIsThereAfterEachDeathAndNothingIsHalfDone()
            throws InterruptedException, ExecutionException {
        try (OwnDynamo service = OwnDynamo.start()) {
            try (DynamoDbClient client = DynamoServer.client(service.endpoint())) {
                client.createTable(TableDefinition.create("killed"));
            }
            List<PipelineKey> pipelines = new ArrayList<>();
            try (Catalog catalog = open(service)) {
                for (int i = 0; i < THREADS; i++) {
                    pipelines.add(declared(catalog, "p" + i));
                }
            }
            List<Long> steps = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Long>> working = new ArrayList<>();
                pipelines.forEach(pipeline -> working.add(threads.submit(() -> work(service, pipeline))));
                try {
                    for (int death = 0; death < DEATHS; death++) {
                        awaitMore(working);
                        service.kill();
                        service.startAgain();
                    }
                    awaitMore(working);
                } finally {
                    over.set(true);
                }
                for (Future<Long> one : working) {
                    steps.add(one.get());
                }
            }
            try (Catalog catalog = open(service)) {
                for (int i = 0; i < THREADS; i++) {
                    List<Run> runs = runs(catalog, pipelines.get(i));
                    assertThat(runs).allMatch(run -> run.status() == RunStatus.SUCCEEDED && run.lastStep() == STEPS);
                    assertThat((long) runs.size() * STEPS).isEqualTo(steps.get(i));
                    assertThat(cursor(catalog, pipelines.get(i)).revision()).isEqualTo(steps.get(i));
                    assertThat(cursor(catalog, pipelines.get(i)).position()).isEqualTo(at(steps.get(i)));
                }
            }
        }
    }

    private static Catalog open(OwnDynamo service) {
        return Shop.open(
                service.endpoint(),
                "killed",
                new Attempts(PACE, new SecureRandom(), Waiting.REAL),
                Shop.workings(InstantSource.system(), System::nanoTime, Duration.ZERO),
                null);
    }

    /** Until so much more is acknowledged; a death meets any part of what follows. */
    private void awaitMore(List<Future<Long>> working) {
        long target = acknowledged.get() + BETWEEN_DEATHS;
        for (int i = 0; i < MOST_REPEATS && acknowledged.get() < target; i++) {
            assertThat(working).noneMatch(Future::isDone);
            LockSupport.parkNanos(MOMENT.toNanos());
        }
        assertThat(acknowledged.get()).isGreaterThanOrEqualTo(target);
    }

    /** Run after run on a pipeline of its own; how many steps were acknowledged. */
    private long work(OwnDynamo service, PipelineKey pipeline) {
        long revision = 0;
        try (Catalog catalog = open(service)) {
            while (!over.get()) {
                Begin begin = asking(pipeline, "worker", LEASE);
                Granted grant = granted(settled(() -> catalog.begin(begin)));
                long found = grant.cursors().isEmpty()
                        ? 0
                        : grant.cursors().getFirst().revision();
                assertThat(found).isEqualTo(revision);
                for (int step = 1; step <= STEPS; step++) {
                    Commit commit = step == STEPS
                            ? finishing(grant.writer(), step, revision)
                            : goingOn(grant.writer(), step, revision);
                    commits(catalog, commit);
                    acknowledged.incrementAndGet();
                    revision++;
                }
            }
        }
        return revision;
    }

    /**
     * DynamoDB Local, unlike the service, answers a transaction a moment before it has committed it: of 56 that were
     * acknowledged right before a death 5 were gone. It serves what comes next only afterwards, so an acknowledgement counts
     * when a read behind it sees it; otherwise the step is sent again, as after any lost answer (C-10).
     */
    private static void commits(Catalog catalog, Commit commit) {
        for (int i = 0; i <= DEATHS; i++) {
            committed(settled(() -> catalog.commit(commit)));
            if (settled(() -> Shop.run(catalog, commit.writer())).lastStep() == commit.step()) {
                return;
            }
        }
        throw new AssertionError("step " + commit.step() + " is acknowledged and not there");
    }

    /** Sends the same again until somebody answers. */
    private static <T> T settled(Supplier<T> call) {
        CatalogException last = null;
        for (int i = 0; i < MOST_REPEATS; i++) {
            try {
                return call.get();
            } catch (CatalogException.OutcomeUnknown | CatalogException.Unavailable e) {
                last = e;
                LockSupport.parkNanos(MOMENT.toNanos());
            }
        }
        throw new AssertionError("no answer", last);
    }
}
