package io.hakiri.catalog.dynamodb;

import static io.hakiri.catalog.dynamodb.Shop.TTL;
import static io.hakiri.catalog.dynamodb.Shop.asking;
import static io.hakiri.catalog.dynamodb.Shop.at;
import static io.hakiri.catalog.dynamodb.Shop.committed;
import static io.hakiri.catalog.dynamodb.Shop.cursor;
import static io.hakiri.catalog.dynamodb.Shop.cursors;
import static io.hakiri.catalog.dynamodb.Shop.declared;
import static io.hakiri.catalog.dynamodb.Shop.ending;
import static io.hakiri.catalog.dynamodb.Shop.finishing;
import static io.hakiri.catalog.dynamodb.Shop.goingOn;
import static io.hakiri.catalog.dynamodb.Shop.granted;
import static io.hakiri.catalog.dynamodb.Shop.run;
import static io.hakiri.catalog.dynamodb.Shop.runs;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Writer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Workers whose clocks are wrong (C-4): a lease is handed over late or early, but who has lost it changes nothing. Each worker
 * has a catalog, a clock and a monotonic timer of its own.
 */
class ClocksTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration RIGHT = Duration.ZERO;
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final Shop shop = new Shop();
    private final AtomicReference<Instant> time =
            new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    private final AtomicLong timer = new AtomicLong();

    @AfterEach
    void close() {
        shop.close();
    }

    /** Whose clock is off by so much. */
    private Catalog worker(Duration off) {
        return worker(off, Duration.ZERO);
    }

    private Catalog worker(Duration off, Duration margin) {
        return shop.open(() -> time.get().plus(off), timer::get, margin);
    }

    /** By all clocks and timers. */
    private void pass(Duration by) {
        passByClocks(by);
        timer.addAndGet(by.toNanos());
    }

    /** As for one who does not look on. */
    private void passByClocks(Duration by) {
        time.updateAndGet(now -> now.plus(by));
    }

    private static void assertChangesNothing(Catalog holder, Writer lost, Fence current) {
        assertThat(holder.commit(goingOn(lost, 2, 1))).isEqualTo(new Answers.Fenced(current));
        assertThat(holder.commit(finishing(lost, 2, 1))).isEqualTo(new Answers.Fenced(current));
        assertThat(holder.commit(ending(lost, 2))).isEqualTo(new Answers.Fenced(current));
        assertThat(holder.renew(lost, TTL)).isEqualTo(new Answers.Fenced(current));
    }

    @Test
    void whoseClockIsAheadTakesOverEarlyAndTheHolderChangesNothing() {
        Catalog holder = worker(RIGHT);
        Catalog early = worker(HOUR);
        PipelineKey orders = declared(holder, "orders");
        Writer lost = granted(holder.begin(asking(orders))).writer();
        committed(holder.commit(goingOn(lost, 1, 0)));

        Granted taken = granted(early.begin(asking(orders)));

        assertThat(taken.writer().fence()).isGreaterThan(lost.fence());
        assertThat(taken.abandoned()).isEqualTo(lost.run());
        assertThat(taken.cursors()).extracting(cursor -> cursor.position()).containsExactly(at(1));
        assertChangesNothing(holder, lost, taken.writer().fence());
        assertThat(cursor(holder, orders).revision()).isEqualTo(1);
        assertThat(run(holder, lost).status()).isEqualTo(RunStatus.ABANDONED);
        assertThat(run(holder, lost).lastStep()).isEqualTo(1);
        committed(early.commit(finishing(taken.writer(), 1, 1)));
        assertThat(cursor(holder, orders).position()).isEqualTo(at(2));
    }

    @Test
    void theLastStepBeforeAnEarlyTakeoverIsAnsweredAgain() {
        Catalog holder = worker(RIGHT);
        PipelineKey orders = declared(holder, "orders");
        Writer lost = granted(holder.begin(asking(orders))).writer();
        CommitResult first = holder.commit(goingOn(lost, 1, 0));
        granted(worker(HOUR).begin(asking(orders)));
        assertThat(holder.commit(goingOn(lost, 1, 0))).isEqualTo(first);
        assertThat(cursor(holder, orders).revision()).isEqualTo(1);
    }

    @Test
    void whoseClockIsBehindTakesOverLate() {
        Catalog holder = worker(RIGHT);
        Catalog late = worker(HOUR.negated());
        PipelineKey orders = declared(holder, "orders");
        Writer lost = granted(holder.begin(asking(orders))).writer();
        committed(holder.commit(goingOn(lost, 1, 0)));
        passByClocks(TTL.plus(MOMENT));
        assertThat(late.begin(asking(orders))).isInstanceOf(Answers.Held.class);
        passByClocks(HOUR.minus(MOMENT).minus(MOMENT));
        assertThat(late.begin(asking(orders))).isInstanceOf(Answers.Held.class);
        passByClocks(MOMENT);
        Granted taken = granted(late.begin(asking(orders)));
        assertThat(taken.writer().fence()).isGreaterThan(lost.fence());
        assertChangesNothing(holder, lost, taken.writer().fence());
    }

    @Test
    void theHolderGoesOnAfterItsLeaseAsLongAsNobodyTookIt() {
        Catalog holder = worker(RIGHT);
        PipelineKey orders = declared(holder, "orders");
        Writer writer = granted(holder.begin(asking(orders))).writer();
        pass(HOUR);
        committed(holder.commit(goingOn(writer, 1, 0)));
        assertThat(worker(RIGHT).begin(asking(orders))).isInstanceOf(Answers.Held.class);
    }

    @Test
    void theLeaseOfWhomTheClockIsBehindIsOverForOthersAtOnce() {
        Catalog behind = worker(HOUR.negated());
        Catalog right = worker(RIGHT);
        PipelineKey orders = declared(right, "orders");
        Writer lost = granted(behind.begin(asking(orders))).writer();
        committed(behind.commit(goingOn(lost, 1, 0)));
        Granted taken = granted(right.begin(asking(orders)));
        assertChangesNothing(behind, lost, taken.writer().fence());
        assertThat(cursor(right, orders).revision()).isEqualTo(1);
    }

    @Test
    void theMarginIsWaitedFor() {
        Duration margin = Duration.ofSeconds(10);
        Catalog careful = worker(RIGHT, margin);
        PipelineKey orders = declared(careful, "orders");
        granted(worker(RIGHT).begin(asking(orders)));
        passByClocks(TTL.plus(margin).minus(MOMENT));
        assertThat(careful.begin(asking(orders))).isInstanceOf(Answers.Held.class);
        assertThat(careful.abandonExpired(Shop.SHOP, 10)).isEmpty();
        passByClocks(MOMENT);
        granted(careful.begin(asking(orders)));
    }

    @Test
    void whoHasSeenALeaseUnchangedForItsWholeTimeTakesItWhateverTheClocksSay() {
        Catalog ahead = worker(HOUR);
        Catalog looker = worker(HOUR.negated());
        PipelineKey orders = declared(ahead, "orders");
        Writer lost = granted(ahead.begin(asking(orders))).writer();
        committed(ahead.commit(goingOn(lost, 1, 0)));
        pass(TTL);
        // seen for the first time
        assertThat(looker.begin(asking(orders))).isInstanceOf(Answers.Held.class);
        pass(TTL.minus(MOMENT));
        assertThat(looker.begin(asking(orders))).isInstanceOf(Answers.Held.class);
        pass(MOMENT);
        Granted taken = granted(looker.begin(asking(orders)));
        assertThat(taken.abandoned()).isEqualTo(lost.run());
        assertChangesNothing(ahead, lost, taken.writer().fence());
        assertThat(cursor(looker, orders).revision()).isEqualTo(1);
    }

    @Test
    void aRenewedLeaseIsNotTakenByWhoLooksOn() {
        Catalog ahead = worker(HOUR);
        Catalog looker = worker(RIGHT);
        PipelineKey orders = declared(ahead, "orders");
        Writer writer = granted(ahead.begin(asking(orders))).writer();
        for (int step = 1; step <= 5; step++) {
            assertThat(looker.begin(asking(orders))).isInstanceOf(Answers.Held.class);
            pass(TTL.minus(MOMENT));
            if (step % 2 == 0) {
                ahead.renew(writer, TTL);
                committed(ahead.commit(goingOn(writer, step, step - 1)));
            } else {
                committed(ahead.commit(goingOn(writer, step, step - 1)));
            }
            pass(MOMENT);
        }
        assertThat(looker.begin(asking(orders))).isInstanceOf(Answers.Held.class);
        committed(ahead.commit(finishing(writer, 6, 5)));
        assertThat(run(looker, writer).status()).isEqualTo(RunStatus.SUCCEEDED);
    }

    @Test
    void theTimeToLookOnIsTheLeasesOwn() {
        Catalog ahead = worker(HOUR);
        Catalog looker = worker(RIGHT);
        PipelineKey orders = declared(ahead, "orders");
        granted(ahead.begin(asking(orders, "worker", TTL.multipliedBy(3))));
        assertThat(looker.begin(asking(orders))).isInstanceOf(Answers.Held.class);
        pass(TTL.multipliedBy(2));
        assertThat(looker.begin(asking(orders))).isInstanceOf(Answers.Held.class);
        pass(TTL);
        granted(looker.begin(asking(orders)));
    }

    @Test
    void aReconcilerWhoseClockIsAheadClosesEarlyAndTheHolderChangesNothing() {
        Catalog holder = worker(RIGHT);
        PipelineKey orders = declared(holder, "orders");
        Writer lost = granted(holder.begin(asking(orders))).writer();
        committed(holder.commit(goingOn(lost, 1, 0)));
        assertThat(worker(HOUR).abandonExpired(Shop.SHOP, 10)).containsExactly(lost.run());
        Fence current = holder.pipeline(orders).orElseThrow().fence();
        assertThat(current).isGreaterThan(lost.fence());
        assertChangesNothing(holder, lost, current);
        assertThat(cursor(holder, orders).revision()).isEqualTo(1);
    }

    /** One of those who work on a pipeline without knowing of each other. */
    private static final class Hand {
        private final Catalog catalog;

        @Nullable
        private Writer writer;

        private int step;
        private long revision;

        private Hand(Catalog catalog) {
            this.catalog = catalog;
        }
    }

    @Test
    void workersWithClocksAnHourApartLoseNothingAndDoubleNothing() {
        List<Hand> hands = new ArrayList<>();
        for (Duration off : List.of(RIGHT, HOUR, HOUR.negated(), RIGHT, HOUR)) {
            hands.add(new Hand(worker(off)));
        }
        Catalog right = worker(RIGHT);
        PipelineKey orders = declared(right, "orders");
        SplittableRandom random = new SplittableRandom(20_260_501);
        Set<Fence> fences = new HashSet<>();
        Fence greatest = Fence.NONE;
        long acknowledged = 0;
        int fenced = 0;
        int takeovers = 0;
        for (int i = 0; i < 300; i++) {
            Hand hand = hands.get(random.nextInt(hands.size()));
            Writer writer = hand.writer;
            if (writer == null) {
                if (hand.catalog.begin(asking(orders)) instanceof Granted grant) {
                    assertThat(grant.writer().fence()).isGreaterThan(greatest);
                    greatest = grant.writer().fence();
                    assertThat(fences.add(greatest)).isTrue();
                    hand.writer = grant.writer();
                    hand.step = 0;
                    hand.revision = grant.cursors().isEmpty()
                            ? 0
                            : grant.cursors().getFirst().revision();
                    assertThat(hand.revision).isEqualTo(acknowledged);
                    takeovers += grant.abandoned() == null ? 0 : 1;
                }
            } else {
                boolean last = random.nextInt(4) == 0;
                CommitResult answer = hand.catalog.commit(
                        last
                                ? finishing(writer, hand.step + 1, hand.revision)
                                : goingOn(writer, hand.step + 1, hand.revision));
                if (answer instanceof CommitResult.Committed) {
                    assertThat(writer.fence()).isEqualTo(greatest);
                    acknowledged++;
                    hand.step++;
                    hand.revision++;
                    hand.writer = last ? null : writer;
                } else {
                    assertThat(answer).isEqualTo(new Answers.Fenced(greatest));
                    hand.writer = null;
                    fenced++;
                }
            }
            pass(Duration.ofSeconds(random.nextInt(30)));
        }
        assertThat(fenced).isPositive();
        assertThat(takeovers).isPositive();
        assertThat(cursors(right, orders)).hasSize(1);
        assertThat(cursor(right, orders).revision()).isEqualTo(acknowledged);
        assertThat(cursor(right, orders).position()).isEqualTo(at(acknowledged));
        List<Run> runs = runs(right, orders);
        assertThat(runs).hasSize(fences.size());
        assertThat(runs.stream().mapToLong(Run::lastStep).sum()).isEqualTo(acknowledged);
        assertThat(runs.stream().filter(run -> run.status() == RunStatus.ABANDONED))
                .hasSize(takeovers);
    }
}
