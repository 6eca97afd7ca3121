package io.hakiri.catalog.dynamodb;

import static io.hakiri.catalog.dynamodb.Shop.TTL;
import static io.hakiri.catalog.dynamodb.Shop.asking;
import static io.hakiri.catalog.dynamodb.Shop.at;
import static io.hakiri.catalog.dynamodb.Shop.committed;
import static io.hakiri.catalog.dynamodb.Shop.cursor;
import static io.hakiri.catalog.dynamodb.Shop.declared;
import static io.hakiri.catalog.dynamodb.Shop.finishing;
import static io.hakiri.catalog.dynamodb.Shop.goingOn;
import static io.hakiri.catalog.dynamodb.Shop.granted;
import static io.hakiri.catalog.dynamodb.Shop.run;
import static io.hakiri.catalog.dynamodb.Shop.runs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Writer;
import io.hakiri.catalog.dynamodb.server.DynamoServer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole catalog on a service that has bad days, and what its calls ask of it on good ones. */
class TroubledCatalogTest {
    private static final int THREADS = 4;
    private static final int RUNS = 12;
    private static final int PIPELINES = 3;
    private static final int MOST_REPEATS = 50;
    private static final int FAULTS = 1_500;

    /** Impatient, so that calls give up too, and their callers have to send them again. */
    private static final Attempts.Pace PACE =
            new Attempts.Pace(3, Duration.ofMillis(1), Duration.ofMillis(4), Attempts.PER_ATTEMPT, Attempts.OVERALL);

    private final Shop shop = new Shop();
    private final FaultyService service = new FaultyService(DynamoServer.endpoint());
    private final Catalog catalog = through(Attempts.Pace.STANDARD);

    @AfterEach
    void close() {
        catalog.close();
        service.close();
        shop.close();
    }

    private Catalog through(Attempts.Pace pace) {
        return Shop.open(
                service.endpoint(),
                shop.table(),
                new Attempts(pace, new SecureRandom(), Waiting.REAL),
                Shop.workings(InstantSource.system(), System::nanoTime, Duration.ZERO),
                null);
    }

    // ---- bad days

    private static Fault fault(SplittableRandom random) {
        return switch (random.nextInt(20)) {
            case 0 -> Fault.error("ProvisionedThroughputExceededException");
            case 1 -> Fault.error("ThrottlingException");
            case 2 -> Fault.error("TransactionConflictException");
            case 3 -> Fault.cancelled("TransactionConflict", "None");
            case 4 -> Fault.error(500, "InternalServerError", "Words of the service.");
            case 5, 6 -> Fault.applied(Fault.error(500, "InternalServerError", "Words of the service."));
            case 7 -> new Fault.Reset();
            case 8, 9 -> Fault.applied(new Fault.Reset());
            case 10 -> new Fault.Half();
            default -> new Fault.None();
        };
    }

    /** Sends the same again until somebody answers. */
    private static <T> T settled(Supplier<T> call, AtomicInteger unknown) {
        CatalogException last = null;
        for (int i = 0; i < MOST_REPEATS; i++) {
            try {
                return call.get();
            } catch (CatalogException.OutcomeUnknown e) {
                unknown.incrementAndGet();
                last = e;
            } catch (CatalogException.Unavailable e) {
                last = e;
            }
        }
        throw new AssertionError("no answer", last);
    }

    /** What was acknowledged of a run. */
    private record Acknowledged(Writer writer, int steps) {}

    @Test
    void whatIsAcknowledgedOnBadDaysIsThereOnce() throws InterruptedException, ExecutionException {
        List<PipelineKey> pipelines = new ArrayList<>();
        for (int i = 0; i < PIPELINES; i++) {
            pipelines.add(declared(catalog, "p" + i));
        }
        AtomicInteger unknown = new AtomicInteger();
        Map<RunId, Acknowledged> acknowledged = new ConcurrentHashMap<>();
        SplittableRandom random = new SplittableRandom(4);
        Fault[] faults = new Fault[FAULTS];
        for (int i = 0; i < FAULTS; i++) {
            faults[i] = fault(random);
        }
        service.next(faults);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> working = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                SplittableRandom own = random.split();
                working.add(threads.submit(() -> {
                    try (Catalog troubled = through(PACE)) {
                        work(troubled, pipelines, own, acknowledged, unknown);
                    }
                }));
            }
            for (Future<?> one : working) {
                one.get();
            }
        }
        service.next();
        assertThat(unknown).hasPositiveValue();
        assertThat(acknowledged).hasSize(THREADS * RUNS);
        for (PipelineKey pipeline : pipelines) {
            List<Run> runs = runs(catalog, pipeline);
            assertThat(runs).allMatch(run -> run.status() == RunStatus.SUCCEEDED);
            assertThat(runs)
                    .extracting(run -> (long) run.lastStep())
                    .allSatisfy(steps -> assertThat(steps).isPositive());
            long steps = 0;
            for (Run run : runs) {
                Acknowledged known = acknowledged.get(run.id());
                assertThat(known).isNotNull();
                assertThat(run.lastStep()).isEqualTo(known.steps());
                assertThat(run.fence()).isEqualTo(known.writer().fence());
                assertThat(run.counts().get(Shop.ORDERS.stream()).read()).isEqualTo(known.steps());
                assertThat(run.moves()).hasSize(1);
                steps += known.steps();
            }
            assertThat(cursor(catalog, pipeline).revision()).isEqualTo(steps);
            assertThat(cursor(catalog, pipeline).position()).isEqualTo(at(steps));
        }
    }

    private static void work(
            Catalog troubled,
            List<PipelineKey> pipelines,
            SplittableRandom random,
            Map<RunId, Acknowledged> acknowledged,
            AtomicInteger unknown) {
        for (int runs = 0; runs < RUNS; ) {
            PipelineKey pipeline = pipelines.get(random.nextInt(pipelines.size()));
            RunId id = Shop.RUN_IDS.next();
            RequestId request = random.nextBoolean() ? RequestId.random() : new RequestId(id.toString());
            Begin begin = asking(pipeline, id, request, "worker", TTL);
            if (settled(() -> troubled.begin(begin), unknown) instanceof Granted grant) {
                int steps = 1 + random.nextInt(3);
                long revision = grant.cursors().isEmpty()
                        ? 0
                        : grant.cursors().getFirst().revision();
                for (int step = 1; step <= steps; step++) {
                    Commit commit = step == steps
                            ? finishing(grant.writer(), step, revision)
                            : goingOn(grant.writer(), step, revision);
                    committed(settled(() -> troubled.commit(commit), unknown));
                    revision++;
                }
                acknowledged.put(id, new Acknowledged(grant.writer(), steps));
                runs++;
            }
        }
    }

    @Test
    void expiredCredentialsChangeNothingAndWorkGoesOnWithNewOnes() {
        PipelineKey orders = declared(catalog, "orders");
        Writer writer = granted(catalog.begin(asking(orders))).writer();
        service.next(Fault.times(2, Fault.error("ExpiredTokenException")));
        assertThatThrownBy(() -> catalog.commit(goingOn(writer, 1, 0)))
                .isInstanceOf(CatalogException.Unavailable.class)
                .hasMessageContaining("Nothing was changed");
        assertThat(run(catalog, writer).lastStep()).isZero();
        committed(catalog.commit(goingOn(writer, 1, 0)));
        assertThat(cursor(catalog, orders).revision()).isEqualTo(1);
    }

    @Test
    void aCommitWhoseAnswersAreAllLostIsSettledBySendingItAgain() {
        PipelineKey orders = declared(catalog, "orders");
        Writer writer = granted(catalog.begin(asking(orders))).writer();
        try (Catalog troubled = through(PACE)) {
            service.next(
                    new Fault.None(),
                    new Fault.None(),
                    new Fault.None(),
                    Fault.applied(new Fault.Reset()),
                    new Fault.Reset(),
                    new Fault.Reset());
            assertThatThrownBy(() -> troubled.commit(finishing(writer, 1, 0)))
                    .isInstanceOf(CatalogException.OutcomeUnknown.class);
            assertThat(troubled.commit(finishing(writer, 1, 0))).isEqualTo(new CommitResult.Committed(null, Map.of()));
        }
        assertThat(run(catalog, writer).status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(cursor(catalog, orders).revision()).isEqualTo(1);
    }

    // ---- good days

    private List<String> operations(Runnable calls) {
        service.next();
        calls.run();
        return service.operations();
    }

    @Test
    void aCycleIsThreeRequestsAndReadsNothing() {
        PipelineKey orders = declared(catalog, "orders");
        committed(
                catalog.commit(finishing(granted(catalog.begin(asking(orders))).writer(), 1, 0)));
        for (int cycle = 0; cycle < 3; cycle++) {
            long revision = 1 + cycle * 2L;
            assertThat(operations(() -> {
                        Writer writer = granted(catalog.begin(asking(orders))).writer();
                        committed(catalog.commit(goingOn(writer, 1, revision)));
                        committed(catalog.commit(finishing(writer, 2, revision + 1)));
                    }))
                    .containsExactly("PutItem", "PutItem", "TransactWriteItems");
        }
    }

    @Test
    void aRefusalByWhatIsStoredIsOneRequest() {
        PipelineKey orders = declared(catalog, "orders");
        Writer writer = granted(catalog.begin(asking(orders))).writer();
        committed(catalog.commit(goingOn(writer, 1, 0)));
        assertThat(operations(() -> assertThat(catalog.begin(asking(orders))).isInstanceOf(Answers.Held.class)))
                .containsExactly("GetItem");
        assertThat(operations(() ->
                        assertThat(catalog.commit(goingOn(writer, 2, 7))).isInstanceOf(CommitResult.Conflict.class)))
                .containsExactly("GetItem");
        assertThat(operations(() ->
                        assertThat(catalog.commit(goingOn(writer, 1, 0))).isInstanceOf(CommitResult.Committed.class)))
                .containsExactly("GetItem");
    }

    /** The refused write brings the head; the one read is of the lost run's record, for the step may be an old one (C-10). */
    @Test
    void aFencedCommitReadsNoHead() {
        PipelineKey orders = declared(catalog, "orders");
        Writer lost = granted(catalog.begin(asking(orders))).writer();
        committed(catalog.commit(goingOn(lost, 1, 0)));
        try (Catalog ahead = shop.open(() -> InstantSource.system().instant().plus(TTL.multipliedBy(2)))) {
            Writer taker = granted(ahead.begin(asking(orders))).writer();
            assertThat(operations(() -> assertThat(catalog.commit(goingOn(lost, 2, 1)))
                            .isEqualTo(new Answers.Fenced(taker.fence()))))
                    .containsExactly("PutItem", "GetItem");
            assertThat(service.requests().getLast().body()).contains(Items.fenceSort(lost.fence()));
            assertThat(operations(
                            () -> assertThat(catalog.renew(lost, TTL)).isEqualTo(new Answers.Fenced(taker.fence()))))
                    .containsExactly("GetItem");
        }
    }
}
