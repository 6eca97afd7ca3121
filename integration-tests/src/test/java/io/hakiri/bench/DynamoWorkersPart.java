package io.hakiri.bench;

import io.hakiri.bench.DynamoCycle.Positions;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.dynamodb.server.DynamoServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Many workers at once, on virtual threads: an error of any of them, or a lost commit, ends it. */
final class DynamoWorkersPart {
    private static final int WORKERS = 500;

    private static final class Counting implements ExecutionInterceptor {
        final LongAdder requests = new LongAdder();
        final LongAdder refused = new LongAdder();
        final LongAdder failed = new LongAdder();

        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            requests.increment();
        }

        @Override
        public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
            switch (context.exception()) {
                case ConditionalCheckFailedException _, TransactionCanceledException _ -> refused.increment();
                default -> failed.increment();
            }
        }

        void reset() {
            requests.reset();
            refused.reset();
            failed.reset();
        }
    }

    /** What a worker did. */
    private record Done(long cycles, long held) {}

    private DynamoWorkersPart() {}

    static void run(Metering service, int seconds) throws Exception {
        Counting counting = new Counting();
        System.out.println();
        try (DynamoDbClient client = DynamoServer.client(counting);
                Catalog catalog = service.catalog(client);
                Catalog other = service.catalog(client)) {
            catalog.upgrade();
            service.streamOff();
            for (int pipelines : new int[] {WORKERS, WORKERS / 10}) {
                part(List.of(catalog, other), counting, pipelines, seconds);
            }
        }
    }

    /** Half of the workers by one catalog, half by another, as if they were two processes. */
    private static void part(List<Catalog> catalogs, Counting counting, int pipelines, int seconds) throws Exception {
        List<PipelineKey> keys = new ArrayList<>();
        for (int i = 0; i < pipelines; i++) {
            PipelineKey key = new PipelineKey(new ProjectId("many-" + pipelines), new PipelineId("p-" + i));
            DynamoCycle cycle = new DynamoCycle(catalogs.getFirst(), key, Positions.TOKENS, 0);
            cycle.put(null);
            cycle.prepare(null);
            keys.add(key);
        }
        counting.reset();
        long start = System.nanoTime();
        long end = start + Duration.ofSeconds(seconds).toNanos();
        long[] made = new long[pipelines];
        long held = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Done>> all = new ArrayList<>();
            for (int worker = 0; worker < WORKERS; worker++) {
                PipelineKey key = keys.get(worker % pipelines);
                Catalog catalog = catalogs.get(worker / pipelines % catalogs.size());
                all.add(threads.submit(() -> until(end, new DynamoCycle(catalog, key, Positions.TOKENS, 0))));
            }
            for (int worker = 0; worker < WORKERS; worker++) {
                Done done = all.get(worker).get();
                made[worker % pipelines] += done.cycles;
                held += done.held;
            }
        }
        double took = (System.nanoTime() - start) / 1e9;
        long cycles = 0;
        for (int i = 0; i < pipelines; i++) {
            check(catalogs.getFirst(), keys.get(i), 1 + 2 * made[i]);
            cycles += made[i];
        }
        System.out.printf(
                Locale.ROOT,
                "%d workers on %d pipelines, %.0f s: %,d cycles (%,.0f/s), none lost; begins refused as held %,d; %.2f requests"
                        + " per cycle; %,d refused by a condition, %,d failed%n",
                WORKERS,
                pipelines,
                took,
                cycles,
                cycles / took,
                held,
                counting.requests.sum() / (double) cycles,
                counting.refused.sum(),
                counting.failed.sum());
    }

    private static Done until(long endNanos, DynamoCycle cycle) throws InterruptedException {
        long cycles = 0;
        long held = 0;
        while (System.nanoTime() - endNanos < 0) {
            switch (cycle.ask(new Trigger.Manual())) {
                case BeginResult.Granted granted -> {
                    cycle.granted(granted);
                    cycle.goOn(granted.writer(), 1);
                    cycle.finish(granted.writer(), 2, null);
                    cycles++;
                }
                case Answers.Held _ -> {
                    held++;
                    Thread.sleep(Duration.ofMillis(50));
                }
                case BeginResult other -> throw new IllegalStateException(other.toString());
            }
        }
        return new Done(cycles, held);
    }

    /** Each commit raised each revision by one. */
    private static void check(Catalog catalog, PipelineKey key, long revision) {
        for (Cursor cursor : ((Listing.Listed<Cursor>) catalog.cursors(key, PageRequest.first()))
                .page()
                .entries()) {
            if (cursor.revision() != revision) {
                throw new IllegalStateException("lost: " + cursor + ", where " + revision + " was expected");
            }
        }
    }
}
