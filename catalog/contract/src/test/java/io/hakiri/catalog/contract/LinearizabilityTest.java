package io.hakiri.catalog.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Writer;
import io.hakiri.catalog.contract.Linearizability.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The checker must find what is right right, and what is wrong wrong; otherwise it proves nothing. */
final class LinearizabilityTest {
    /** A register: an operation writes a number, or reads (-1) and is answered what it saw. */
    @Nested
    final class OfARegister {
        private static final int READ = -1;

        private static @Nullable Integer after(Integer before, Integer operation, @Nullable Object answer) {
            if (operation != READ) {
                return operation;
            }
            return answer == null || answer.equals(before) ? before : null;
        }

        @SafeVarargs
        @SuppressWarnings("varargs")
        private static boolean holds(Call<Integer>... history) {
            return Linearizability.holds(OfARegister::after, 0, List.of(history));
        }

        private static Call<Integer> write(int value, long invoked, long returned) {
            return new Call<>(value, "ok", invoked, returned);
        }

        private static Call<Integer> read(int value, long invoked, long returned) {
            return new Call<>(READ, value, invoked, returned);
        }

        @Test
        void anEmptyHistoryHolds() {
            assertThat(holds()).isTrue();
        }

        @Test
        void oneAfterAnotherHolds() {
            assertThat(holds(write(1, 0, 1), read(1, 2, 3), write(2, 4, 5), read(2, 6, 7)))
                    .isTrue();
        }

        @Test
        void overlappingCallsMayHappenInEitherOrder() {
            assertThat(holds(write(1, 0, 10), read(0, 1, 2), read(1, 3, 4))).isTrue();
            assertThat(holds(write(1, 0, 10), write(2, 0, 10), read(1, 11, 12))).isTrue();
            assertThat(holds(write(1, 0, 10), write(2, 0, 10), read(2, 11, 12))).isTrue();
        }

        @Test
        void aStaleReadIsFound() {
            assertThat(holds(write(1, 0, 1), read(0, 2, 3))).isFalse();
        }

        @Test
        void aReadThatGoesBackIsFound() {
            assertThat(holds(write(1, 0, 10), read(1, 1, 2), read(0, 3, 4))).isFalse();
        }

        @Test
        void aReadOfTheFutureIsFound() {
            assertThat(holds(read(1, 0, 1), write(1, 2, 3))).isFalse();
        }

        @Test
        void aLostWriteIsFound() {
            assertThat(holds(write(1, 0, 1), write(2, 2, 3), read(1, 4, 5))).isFalse();
        }

        @Test
        void twoReadersThatSawDifferentOrdersAreFound() {
            assertThat(holds(write(1, 0, 10), write(2, 0, 10), read(1, 11, 12), read(2, 13, 14), read(1, 15, 16)))
                    .isFalse();
        }

        @Test
        void aCallWhoseAnswerWasLostMayHaveHappenedOrNot() {
            assertThat(holds(Call.lost(1, 0), read(0, 1, 2), read(0, 3, 4))).isTrue();
            assertThat(holds(Call.lost(1, 0), read(0, 1, 2), read(1, 3, 4))).isTrue();
            assertThat(holds(Call.lost(1, 0), read(1, 1, 2), read(0, 3, 4))).isFalse();
            assertThat(holds(read(1, 1, 2), Call.lost(1, 3))).isFalse();
        }

        @Test
        void randomHistoriesMadeFromARealOrderHoldAndWithOneWrongReadDoNot() {
            for (long seed = 0; seed < 200; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                List<Call<Integer>> history = new ArrayList<>();
                int value = 0;
                for (int i = 0; i < 40; i++) {
                    long happened = i * 10L;
                    long invoked = happened - random.nextInt(30);
                    long returned = happened + 1 + random.nextInt(30);
                    if (random.nextBoolean()) {
                        value = i + 1;
                        history.add(write(value, invoked, returned));
                    } else {
                        history.add(read(value, invoked, returned));
                    }
                }
                assertThat(Linearizability.holds(OfARegister::after, 0, history))
                        .as("seed %d", seed)
                        .isTrue();
                history.add(read(99, 500, 510));
                assertThat(Linearizability.holds(OfARegister::after, 0, history))
                        .as("seed %d", seed)
                        .isFalse();
            }
        }
    }

    /** The checker with the model that the kit uses. */
    @Nested
    final class OfAPipeline {
        private static final PipelineKey ORDERS = PipelineKey.of("shop", "orders");
        private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
        private static final Instant UNTIL = NOW.plus(Scene.TTL);

        private final Begin first = Scene.asking(ORDERS, "first");
        private final Begin second = Scene.asking(ORDERS, "second");

        private static @Nullable PipelineModel after(
                PipelineModel before, Operation operation, @Nullable Object answer) {
            PipelineModel.Outcome foretold = before.answer(operation);
            return answer == null || PipelineModel.agrees(foretold.answer(), answer) ? foretold.after() : null;
        }

        @SafeVarargs
        @SuppressWarnings("varargs")
        private static boolean holds(Call<Operation>... history) {
            return Linearizability.holds(OfAPipeline::after, PipelineModel.declared(ORDERS, NOW), List.of(history));
        }

        private static Writer writer(Begin begin, long fence) {
            return new Writer(ORDERS, begin.run(), new Fence(fence));
        }

        private static Call<Operation> granted(
                Begin begin, long fence, long invoked, long returned, Cursor... cursors) {
            BeginResult answer = new BeginResult.Granted(
                    writer(begin, fence), UNTIL, List.of(cursors), false, Map.of(), List.of(), false, 0, null);
            return new Call<>(new Operation.Begin(begin), answer, invoked, returned);
        }

        private static Call<Operation> held(Begin begin, String by, long fence, long invoked, long returned) {
            return new Call<>(
                    new Operation.Begin(begin), new Answers.Held(by, new Fence(fence), UNTIL), invoked, returned);
        }

        private static Call<Operation> committed(
                Writer writer, boolean last, long revision, long invoked, long returned) {
            Next next = last ? new Next.Finish(RunStatus.SUCCEEDED, null, null) : new Next.GoOn(Scene.TTL);
            Commit commit = new Commit(
                    writer,
                    1,
                    new Work().moving("a", revision, Positions.at(revision + 1)).progress(),
                    next);
            return new Call<>(
                    new Operation.Commit(commit),
                    new CommitResult.Committed(last ? null : UNTIL, Map.of()),
                    invoked,
                    returned);
        }

        private static Cursor cursor(long revision, long fence) {
            return new Cursor(StreamPartition.of("a"), Positions.at(revision), revision, new Fence(fence), NOW);
        }

        private static Call<Operation> saw(long invoked, long returned, Cursor... cursors) {
            return new Call<>(new Operation.LookAtCursors(), List.of(cursors), invoked, returned);
        }

        @Test
        void aRunAndTheNextHold() {
            assertThat(holds(
                            granted(first, 1, 0, 1),
                            held(second, "first", 1, 2, 3),
                            committed(writer(first, 1), true, 0, 4, 5),
                            granted(second, 2, 6, 7, cursor(1, 1)),
                            saw(8, 9, cursor(1, 1))))
                    .isTrue();
        }

        @Test
        void aBeginThatOverlapsTheOthersFinishMayBeGrantedOrHeld() {
            assertThat(holds(
                            granted(first, 1, 0, 1),
                            committed(writer(first, 1), true, 0, 2, 9),
                            granted(second, 2, 3, 8, cursor(1, 1))))
                    .isTrue();
            assertThat(holds(
                            granted(first, 1, 0, 1),
                            committed(writer(first, 1), true, 0, 2, 9),
                            held(second, "first", 1, 3, 8)))
                    .isTrue();
        }

        @Test
        void twoHoldersAreFound() {
            assertThat(holds(granted(first, 1, 0, 5), granted(second, 2, 0, 5))).isFalse();
            assertThat(holds(granted(first, 1, 0, 5), granted(second, 1, 0, 5))).isFalse();
        }

        @Test
        void aStaleReadOfACursorIsFound() {
            assertThat(holds(granted(first, 1, 0, 1), committed(writer(first, 1), false, 0, 2, 3), saw(4, 5)))
                    .isFalse();
        }

        @Test
        void aGrantWithYesterdaysCursorsIsFound() {
            assertThat(holds(
                            granted(first, 1, 0, 1),
                            committed(writer(first, 1), true, 0, 2, 3),
                            granted(second, 2, 4, 5)))
                    .isFalse();
        }

        @Test
        void aLostUpdateIsFound() {
            assertThat(holds(
                            granted(first, 1, 0, 1),
                            committed(writer(first, 1), true, 0, 2, 3),
                            granted(second, 2, 4, 5, cursor(1, 1)),
                            committed(writer(second, 2), true, 0, 6, 7)))
                    .isFalse();
        }

        @Test
        void aCommitUnderALostLeaseIsFound() {
            assertThat(holds(
                            granted(first, 1, 0, 1),
                            new Call<>(new Operation.Break(), new ChangeResult.Done(), 2, 3),
                            committed(writer(first, 1), false, 0, 4, 5)))
                    .isFalse();
        }

        @Test
        void anOrderAgainstRealTimeIsFound() {
            assertThat(holds(held(second, "first", 1, 0, 1), granted(first, 1, 2, 3)))
                    .isFalse();
            assertThat(Duration.between(NOW, UNTIL)).isEqualTo(Scene.TTL);
        }

        @Test
        void aBeginWhoseAnswerWasLostMayHoldThePipeline() {
            Call<Operation> lost = Call.lost(new Operation.Begin(first), 0);
            assertThat(holds(lost, held(second, "first", 1, 1, 2))).isTrue();
            assertThat(holds(lost, granted(second, 1, 1, 2))).isTrue();
            assertThat(holds(lost, held(second, "third", 1, 1, 2))).isFalse();
        }
    }
}
