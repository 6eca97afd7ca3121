package io.hakiri.catalog.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Trigger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Many that begin at one instant, each with a catalog of its own that is not connected yet, and run one pipeline each: as functions
 * do that were all invoked at once.
 */
public final class AtOnce {
    private static final Actor ACTOR = new Actor("test", "test");
    private static final Duration TTL = Duration.ofMinutes(2);
    private static final long FIRST_WAIT_MILLIS = 50;
    private static final long LONGEST_WAIT_MILLIS = 2000;

    private final int many;
    private final Duration patience;
    private final RunIds ids = RunIds.uuid7(InstantSource.system(), new SecureRandom());

    /**
     * Makes none yet.
     *
     * @param many how many
     * @param patience how long each asks again where nothing was applied or nobody knows, as a run does (C-10); zero for no error at all
     */
    public AtOnce(int many, Duration patience) {
        this.many = many;
        this.patience = patience;
    }

    private static PipelineKey key(int number) {
        return PipelineKey.of("many", "p" + number);
    }

    /** A pipeline for each. */
    public void declare(Catalog catalog) {
        for (int number = 0; number < many; number++) {
            catalog.put(new PutPipeline(key(number), "{}", null, null, ACTOR));
        }
    }

    /** All of them; each must come through. */
    public void run(IntFunction<Catalog> opened) throws InterruptedException, ExecutionException {
        CountDownLatch ready = new CountDownLatch(many);
        List<Future<Boolean>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < many; i++) {
                int number = i;
                all.add(threads.submit(() -> {
                    try (Catalog catalog = opened.apply(number)) {
                        ready.countDown();
                        ready.await();
                        runOnce(catalog, key(number));
                        return true;
                    }
                }));
            }
            for (Future<Boolean> one : all) {
                assertThat(one.get()).isTrue();
            }
        }
    }

    private void runOnce(Catalog catalog, PipelineKey pipeline) throws InterruptedException {
        RunId run = ids.next();
        Begin begin = new Begin(
                pipeline, run, new RequestId(run.toString()), "one of many", TTL, new Trigger.Manual(), Set.of("s"));
        BeginResult granted = patiently(() -> catalog.begin(begin));
        assertThat(granted).isInstanceOf(BeginResult.Granted.class);
        Commit end = new Commit(
                ((BeginResult.Granted) granted).writer(),
                1,
                Progress.NONE,
                new Next.Finish(RunStatus.SUCCEEDED, null, null));
        CommitResult committed = patiently(() -> catalog.commit(end));
        assertThat(committed).isInstanceOf(CommitResult.Committed.class);
    }

    private <T> T patiently(Supplier<T> call) throws InterruptedException {
        Instant end = Instant.now().plus(patience);
        long wait = FIRST_WAIT_MILLIS;
        while (true) {
            try {
                return call.get();
            } catch (CatalogException.Unavailable | CatalogException.OutcomeUnknown e) {
                if (!Instant.now().isBefore(end)) {
                    throw e;
                }
            }
            Thread.sleep(ThreadLocalRandom.current().nextLong(wait));
            wait = Math.min(LONGEST_WAIT_MILLIS, 2 * wait);
        }
    }

    /** Each pipeline was run once. */
    public void check(Catalog catalog) {
        for (int number = 0; number < many; number++) {
            Page<Run> runs = catalog.runs(key(number), PageRequest.first()).pageOrNull();
            List<Run> all = runs == null ? List.of() : runs.entries();
            assertThat(all).extracting(Run::status).containsExactly(RunStatus.SUCCEEDED);
        }
    }
}
