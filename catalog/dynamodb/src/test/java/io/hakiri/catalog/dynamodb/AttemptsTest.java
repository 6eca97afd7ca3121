package io.hakiri.catalog.dynamodb;

import static io.hakiri.catalog.dynamodb.TroubledTable.impatient;
import static io.hakiri.catalog.dynamodb.TroubledTable.item;
import static io.hakiri.catalog.dynamodb.TroubledTable.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.dynamodb.Table.Change;
import io.hakiri.catalog.dynamodb.Table.Condition;
import io.hakiri.catalog.dynamodb.Table.Outcome;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What is tried again, how often, and after which pauses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttemptsTest {
    private static final Condition ABSENT = new Condition.Absent();
    private static final Outcome APPLIED = new Outcome.Applied();

    private TroubledTable trouble;
    private Table table;

    @BeforeAll
    void open() {
        trouble = new TroubledTable();
        table = trouble.table();
    }

    @AfterAll
    void close() {
        trouble.close();
    }

    @AfterEach
    void empty() {
        trouble.service().next();
        trouble.real().deleteAll(items(40).stream().map(Table.Key::of).toList());
        trouble.real().deleteAll(List.of(key("a"), key("b")));
    }

    /** By which the service says that it did nothing, and that another try may help. */
    static Stream<Fault> refusals() {
        return Stream.of(
                Fault.error("ProvisionedThroughputExceededException"),
                Fault.error("ThrottlingException"),
                Fault.error("RequestLimitExceeded"),
                Fault.error("TransactionConflictException"),
                Fault.error("TransactionInProgressException"),
                Fault.error(503, "ThrottlingException", "Words of the service."),
                Fault.foreign(429, ""));
    }

    /** By which it says it of a transaction. */
    static Stream<Fault> cancellations() {
        return Stream.of(
                Fault.cancelled("None", "TransactionConflict"),
                Fault.cancelled("ThrottlingError", "None"),
                Fault.cancelled("ProvisionedThroughputExceeded", "TransactionConflict"));
    }

    private static List<Map<String, AttributeValue>> items(int n) {
        return IntStream.range(0, n)
                .mapToObj(i -> item("%05d".formatted(i), "content " + i))
                .toList();
    }

    private static List<Change> one() {
        return List.of(new Change.Put(item("a", "1"), ABSENT));
    }

    private static List<Change> two() {
        return List.of(new Change.Put(item("a", "1"), ABSENT), new Change.Put(item("b", "1"), ABSENT));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatWasNotAppliedIsTriedAgain(Fault refusal) {
        trouble.service().next(refusal, refusal);
        assertThat(table.write(one())).isEqualTo(APPLIED);
        assertThat(trouble.service().requests()).hasSize(3);
        trouble.service().next(refusal, refusal);
        assertThat(table.get(key("a"))).isNotNull();
        assertThat(trouble.service().requests()).hasSize(3);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatIsNeverAppliedChangedNothing(Fault refusal) {
        trouble.service().next(Fault.times(Attempts.MOST + 5, refusal));
        assertThatThrownBy(() -> table.write(one()))
                .isInstanceOf(CatalogException.Unavailable.class)
                .hasMessageContaining("Nothing was changed");
        assertThat(trouble.service().requests()).hasSize(Attempts.MOST);
        assertThat(trouble.real().get(key("a"))).isNull();
    }

    @ParameterizedTest
    @MethodSource("cancellations")
    void aCancelledTransactionIsSentAgainWithItsToken(Fault cancellation) {
        trouble.service().next(cancellation, cancellation);
        assertThat(table.write(two())).isEqualTo(APPLIED);
        assertThat(trouble.service().requests())
                .hasSize(3)
                .extracting(FaultyService.Request::body)
                .containsOnly(trouble.service().requests().getFirst().body());
        assertThat(trouble.real().getAll(List.of(key("a"), key("b")))).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("cancellations")
    void aTransactionThatIsAlwaysCancelledChangedNothing(Fault cancellation) {
        trouble.service().next(Fault.times(Attempts.MOST + 5, cancellation));
        assertThatThrownBy(() -> table.write(two()))
                .isInstanceOf(CatalogException.Unavailable.class)
                .hasMessageContaining("Nothing was changed")
                .hasMessageContaining("the transaction was cancelled");
        assertThat(trouble.service().requests()).hasSize(Attempts.MOST);
    }

    @Test
    void aConditionAmongConflictsDecides() {
        trouble.service().next(Fault.cancelled("TransactionConflict", "ConditionalCheckFailed"));
        assertThat(table.write(two())).isEqualTo(new Outcome.Refused(1, null));
        assertThat(trouble.service().requests()).hasSize(1);
    }

    @Test
    void aRefusalAfterThrottlingIsNoRiddle() {
        Map<String, AttributeValue> stored = item("a", "theirs");
        trouble.real().putAll(List.of(stored));
        trouble.service().next(Fault.error("ThrottlingException"));
        assertThat(table.write(one())).isEqualTo(new Outcome.Refused(0, stored));
    }

    @ParameterizedTest
    @MethodSource("io.hakiri.catalog.dynamodb.LostAnswerTest#losses")
    void everyReadIsMadeAgainWhenItsAnswerIsLost(Fault loss) {
        Map<String, AttributeValue> stored = item("a", "1");
        trouble.real().putAll(List.of(stored));
        try (Table impatient = trouble.table(impatient(Attempts.MOST))) {
            trouble.service().next(loss);
            assertThat(impatient.get(key("a"))).isEqualTo(stored);
            trouble.service().next(loss);
            assertThat(impatient.getAll(List.of(key("a")))).containsValue(stored);
            trouble.service().next(loss);
            assertThat(impatient.query("p", "a", "a", true, 0).items()).containsExactly(stored);
            trouble.service().next(loss);
            assertThat(impatient.due("0", 1, 1, null)).isEmpty();
            trouble.service().next(loss);
            assertThat(impatient.tableId()).isEqualTo(trouble.real().tableId());
            assertThat(trouble.service().requests()).hasSize(2);
        }
    }

    @Test
    void aServiceThatNeverAnswersIsUnavailableToReaders() {
        try (Table impatient = trouble.table(impatient(2))) {
            trouble.service().next(Fault.times(5, new Fault.Silence()));
            assertThatThrownBy(() -> impatient.get(key("a")))
                    .isInstanceOf(CatalogException.Unavailable.class)
                    .hasMessageContaining("the answer was lost");
            assertThat(trouble.service().requests()).hasSize(2);
        }
    }

    @Test
    void aServiceThatIsNotThereIsTriedAndChangedNothing() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        int before = trouble.time().pauses().size();
        try (Table nowhere = trouble.table(URI.create("http://127.0.0.1:" + port), Attempts.Pace.STANDARD)) {
            assertThatThrownBy(() -> nowhere.write(one()))
                    .isInstanceOf(CatalogException.Unavailable.class)
                    .hasMessageContaining("no connection came about")
                    .hasMessageContaining("127.0.0.1:" + port);
            assertThat(trouble.time().pauses()).hasSize(before + Attempts.MOST - 1);
        }
    }

    @Test
    void theDeadlineEndsItBeforeTheTries() {
        Duration overall = Duration.ofSeconds(1);
        Attempts.Pace pace = new Attempts.Pace(1_000, Attempts.FIRST_PAUSE, Attempts.LONGEST_PAUSE, overall, overall);
        try (Table hurried = trouble.table(pace)) {
            trouble.service().next(Fault.times(200, Fault.error("ThrottlingException")));
            long start = trouble.time().nanoTime();
            assertThatThrownBy(() -> hurried.get(key("a"))).isInstanceOf(CatalogException.Unavailable.class);
            assertThat(trouble.time().nanoTime() - start)
                    .isBetween(
                            overall.toNanos(),
                            overall.plus(Attempts.LONGEST_PAUSE).toNanos());
            assertThat(trouble.service().requests().size()).isLessThan(50);
        }
    }

    @Test
    void pausesAreAnyLengthUpToABoundThatDoublesUpToACap() throws InterruptedException {
        Attempts.Pace pace = Attempts.Pace.STANDARD;
        MovedTime time = new MovedTime();
        Attempts attempts = new Attempts(pace, new Random(7), time);
        for (int tries = 1; tries <= 40; tries++) {
            long bound = pace.boundNanos(tries);
            assertThat(bound)
                    .isEqualTo(Math.min(
                            Attempts.FIRST_PAUSE.toNanos() << Math.min(tries - 1, 20),
                            Attempts.LONGEST_PAUSE.toNanos()));
            List<Long> drawn = new ArrayList<>();
            for (int n = 0; n < 200; n++) {
                attempts.pause(tries);
                drawn.add(time.pauses().getLast());
            }
            assertThat(drawn).allMatch(nanos -> nanos >= 0 && nanos <= bound);
            assertThat(drawn).anyMatch(nanos -> nanos < bound / 10).anyMatch(nanos -> nanos > bound / 10 * 9);
        }
    }

    @Test
    void whatIsLeftOutOfABatchIsAskedForAgain() {
        List<Map<String, AttributeValue>> items = items(40);
        trouble.service().next(new Fault.Partly(3), new Fault.Partly(0), new Fault.None(), new Fault.Partly(14));
        table.putAll(items);
        assertThat(trouble.service().operations()).hasSize(5).containsOnly("BatchWriteItem");
        List<Table.Key> keys = items.stream().map(Table.Key::of).toList();
        trouble.service().next(new Fault.Partly(7), new Fault.Partly(0));
        assertThat(table.getAll(keys).values()).containsExactlyInAnyOrderElementsOf(items);
        assertThat(trouble.service().operations()).hasSize(3);
        trouble.service().next(new Fault.Partly(1));
        table.deleteAll(keys);
        assertThat(trouble.real().getAll(keys)).isEmpty();
    }

    @Test
    void aBatchThatGetsOnIsNotGivenUp() {
        trouble.service().next(Fault.times(24, new Fault.Partly(1)));
        List<Map<String, AttributeValue>> items = items(25);
        table.putAll(items);
        assertThat(trouble.service().requests()).hasSize(25);
        assertThat(trouble.real().getAll(items.stream().map(Table.Key::of).toList()))
                .hasSize(25);
    }

    @Test
    void aBatchOfWhichNothingWasTakenChangedNothing() {
        trouble.service().next(Fault.times(20, new Fault.Partly(0)));
        assertThatThrownBy(() -> table.putAll(items(3)))
                .isInstanceOf(CatalogException.Unavailable.class)
                .hasMessageContaining("Nothing was changed");
        assertThat(trouble.service().requests()).hasSize(Attempts.MOST);
        trouble.service().next(Fault.times(20, new Fault.Partly(0)));
        assertThatThrownBy(() -> table.getAll(List.of(key("a")))).isInstanceOf(CatalogException.Unavailable.class);
        assertThat(trouble.service().requests()).hasSize(Attempts.MOST);
    }

    @Test
    void aBatchOfWhichAPartWasTakenIsUnknown() {
        Fault[] faults = Fault.times(20, Fault.error("ThrottlingException"));
        faults[0] = new Fault.Partly(1);
        trouble.service().next(faults);
        assertThatThrownBy(() -> table.putAll(items(3))).isInstanceOf(CatalogException.OutcomeUnknown.class);
        // and so is one whose first slice was written
        faults[0] = new Fault.None();
        trouble.service().next(faults);
        assertThatThrownBy(() -> table.putAll(items(30))).isInstanceOf(CatalogException.OutcomeUnknown.class);
    }

    @Test
    void aBatchWhoseAnswerIsLostIsSentAgain() {
        trouble.service().next(Fault.applied(new Fault.Reset()));
        table.putAll(items(3));
        assertThat(trouble.service().requests()).hasSize(2);
    }

    @Test
    void anInterruptedReaderDoesNotWait() {
        Thread caller = Thread.currentThread();
        trouble.service().next(new Fault.Meanwhile(caller::interrupt, Fault.error("ThrottlingException")));
        assertThatThrownBy(() -> table.get(key("a"))).isInstanceOf(CatalogException.Unavailable.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(trouble.service().requests()).hasSize(1);
    }

    @Test
    void anInterruptedWriterSendsNothing() {
        trouble.service().next();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> table.write(one()))
                .isInstanceOf(CatalogException.Unavailable.class)
                .hasMessageContaining("the caller was interrupted. Nothing was changed");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(trouble.service().requests()).isEmpty();
    }
}
