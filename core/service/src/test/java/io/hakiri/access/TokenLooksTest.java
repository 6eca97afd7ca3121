package io.hakiri.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.api.BearerToken;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests with one token share looks at it, and never one that began before they came. */
@Timeout(60)
final class TokenLooksTest {
    private static final int MANY = 20;
    private static final ProjectId PROJECT = new ProjectId("shop");

    private final AtomicInteger looked = new AtomicInteger();
    private final AtomicBoolean revoked = new AtomicBoolean();

    private static BearerToken token() {
        return BearerToken.of(PROJECT, new SecureRandom());
    }

    /** What a catalog answers. */
    private Optional<ApiToken> found(BearerToken token) {
        looked.incrementAndGet();
        return revoked.get()
                ? Optional.empty()
                : Optional.of(new ApiToken(PROJECT, "one", Role.WORKER, token.hash(), null, null));
    }

    @Test
    void whoComesWhileOneLooksIsAnsweredByTheNextLookAlone() throws Exception {
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Semaphore came = new Semaphore(0);
        BearerToken token = token();
        TokenLooks looks = new TokenLooks(shown -> {
            Optional<ApiToken> found = found(shown);
            looking.countDown();
            await(goOn);
            return found;
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<ApiToken>> first = threads.submit(() -> looks.of(token));
            await(looking);
            revoked.set(true); // after the first one looked, before the others came
            List<Thread> later = new ArrayList<>();
            List<Optional<ApiToken>> answers = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                later.add(Thread.ofPlatform().start(() -> {
                    came.release();
                    Optional<ApiToken> answer = looks.of(token);
                    synchronized (answers) {
                        answers.add(answer);
                    }
                }));
            }
            came.acquire(MANY);
            while (later.stream().anyMatch(thread -> thread.getState() != Thread.State.WAITING)) {
                Thread.onSpinWait();
            }
            goOn.countDown();

            assertThat(first.get()).isPresent();
            for (Thread thread : later) {
                thread.join();
            }
            assertThat(answers).hasSize(MANY).allMatch(Optional::isEmpty);
        }
        assertThat(looked).hasValue(2);
        assertThat(looks.underWay()).isZero();
    }

    @Test
    void oneTokenDoesNotWaitForAnother() throws Exception {
        BearerToken slow = token();
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        TokenLooks looks = new TokenLooks(shown -> {
            if (shown.hash().equals(slow.hash())) {
                looking.countDown();
                await(goOn);
            }
            return found(shown);
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<ApiToken>> waiting = threads.submit(() -> looks.of(slow));
            await(looking);
            assertThat(looks.of(token())).isPresent();
            assertThat(waiting.isDone()).isFalse();
            goOn.countDown();
            assertThat(waiting.get()).isPresent();
        }
    }

    @Test
    void aFaultIsThatLooksAlone() {
        BearerToken token = token();
        AtomicBoolean away = new AtomicBoolean(true);
        TokenLooks looks = new TokenLooks(shown -> {
            if (away.get()) {
                throw new CatalogException.Unavailable("away", null);
            }
            return found(shown);
        });
        assertThatThrownBy(() -> looks.of(token)).isInstanceOf(CatalogException.Unavailable.class);
        away.set(false);
        assertThat(looks.of(token)).isPresent();
        assertThat(looks.underWay()).isZero();
    }

    /** Each answer is as new as the request that it answers: what was true of the token since it came, and not only before. */
    @Test
    void noAnswerIsOlderThanItsRequest() throws Exception {
        BearerToken token = token();
        AtomicLong version = new AtomicLong();
        TokenLooks looks = new TokenLooks(shown -> {
            looked.incrementAndGet();
            long now = version.get();
            LockSupport.parkNanos(1_000);
            return Optional.of(new ApiToken(PROJECT, "v" + now, Role.WORKER, shown.hash(), null, null));
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                all.add(threads.submit(() -> {
                    boolean fresh = true;
                    for (int request = 0; request < 1_000; request++) {
                        long before = version.incrementAndGet();
                        long seen = Long.parseLong(
                                looks.of(token).orElseThrow().id().substring(1));
                        fresh &= seen >= before;
                    }
                    return fresh;
                }));
            }
            for (Future<Boolean> one : all) {
                assertThat(one.get()).isTrue();
            }
        }
        assertThat(looked).hasValueLessThanOrEqualTo(MANY * 1_000);
        assertThat(looks.underWay()).isZero();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
