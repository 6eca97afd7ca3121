package io.hakiri.catalog.dynamodb;

import static io.hakiri.catalog.dynamodb.TroubledTable.impatient;
import static io.hakiri.catalog.dynamodb.TroubledTable.item;
import static io.hakiri.catalog.dynamodb.TroubledTable.key;
import static io.hakiri.catalog.dynamodb.TroubledTable.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.dynamodb.Table.Change;
import io.hakiri.catalog.dynamodb.Table.Condition;
import io.hakiri.catalog.dynamodb.Table.Outcome;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A write whose answer does not come: it is settled by another try, or nobody knows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LostAnswerTest {
    private static final Condition ANY = new Condition.Any();
    private static final Condition ABSENT = new Condition.Absent();
    private static final Outcome APPLIED = new Outcome.Applied();
    private static final Fault RESET = new Fault.Reset();

    private final Map<String, AttributeValue> first = item("a", "first");
    private final Map<String, AttributeValue> ours = item("a", "ours");
    private final Map<String, AttributeValue> theirs = item("a", "theirs");

    private TroubledTable trouble;
    private Table table;

    @BeforeAll
    void open() {
        trouble = new TroubledTable();
        table = trouble.table(impatient(Attempts.MOST));
    }

    @AfterAll
    void close() {
        table.close();
        trouble.close();
    }

    @AfterEach
    void empty() {
        trouble.service().next();
        trouble.real().deleteAll(List.of(key("a"), key("b"), key("c")));
    }

    /** Ways to lose an answer. */
    static Stream<Fault> losses() {
        return Stream.of(
                RESET,
                new Fault.Half(),
                new Fault.Silence(),
                Fault.error(500, "InternalServerError", "Words of the service."),
                Fault.json(503, ""),
                Fault.json(200, ""),
                Fault.json(200, "{\"Attr"),
                Fault.foreign(200, "{}"),
                Fault.foreign(200, "<html>Log in, please</html>"),
                Fault.foreign(502, "<html>Bad gateway</html>"));
    }

    /** Those that the service may have nothing to do with. */
    static Stream<Fault> lossesOnTheWay() {
        return losses().filter(loss -> !(loss instanceof Fault.Half));
    }

    private static Condition same(Map<String, AttributeValue> item) {
        return new Condition.Version(version(item));
    }

    private Runnable othersPut(Map<String, AttributeValue> item) {
        return () -> trouble.real().write(List.of(new Change.Put(item, ANY)));
    }

    private void assertUnknown(List<Change> changes) {
        assertThatThrownBy(() -> table.write(changes))
                .isInstanceOf(CatalogException.OutcomeUnknown.class)
                .hasMessageContaining("send the same step or request again")
                .hasMessageContaining(trouble.name());
    }

    private void assertSameRequestTwice() {
        List<FaultyService.Request> requests = trouble.service().requests();
        assertThat(requests).hasSize(2);
        assertThat(requests.getFirst().body()).isEqualTo(requests.getLast().body());
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aPutThatWasAppliedIsAppliedOnce(Fault loss) {
        table.write(List.of(new Change.Put(first, ABSENT)));
        trouble.service().next(Fault.applied(loss));
        assertThat(table.write(List.of(new Change.Put(ours, same(first))))).isEqualTo(APPLIED);
        assertSameRequestTwice();
        assertThat(trouble.real().get(key("a"))).isEqualTo(ours);
    }

    @ParameterizedTest
    @MethodSource("lossesOnTheWay")
    void aPutThatWasNotAppliedIsAppliedByTheNextTry(Fault loss) {
        trouble.service().next(loss);
        assertThat(table.write(List.of(new Change.Put(ours, ABSENT)))).isEqualTo(APPLIED);
        assertSameRequestTwice();
        assertThat(trouble.real().get(key("a"))).isEqualTo(ours);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aTransactionThatWasAppliedIsAppliedOnce(Fault loss) {
        table.write(List.of(new Change.Put(first, ABSENT)));
        Map<String, AttributeValue> b = item("b", "ours");
        trouble.service().next(Fault.applied(loss));
        assertThat(table.write(List.of(new Change.Put(ours, same(first)), new Change.Put(b, ABSENT))))
                .isEqualTo(APPLIED);
        assertSameRequestTwice();
        assertThat(trouble.real().getAll(List.of(key("a"), key("b")))).isEqualTo(Map.of(key("a"), ours, key("b"), b));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aDeleteThatWasAppliedIsApplied(Fault loss) {
        table.write(List.of(new Change.Put(first, ABSENT)));
        trouble.service().next(Fault.applied(loss));
        assertThat(table.write(List.of(new Change.Delete(key("a"), same(first)))))
                .isEqualTo(APPLIED);
        assertSameRequestTwice();
        assertThat(trouble.real().get(key("a"))).isNull();
    }

    @Test
    void anotherWriterOnTopLeavesItUnknown() {
        table.write(List.of(new Change.Put(first, ABSENT)));
        trouble.service().next(Fault.applied(othersPut(theirs), RESET));
        assertUnknown(List.of(new Change.Put(ours, same(first))));
        assertThat(trouble.service().operations()).containsExactly("PutItem", "PutItem");
        assertThat(trouble.real().get(key("a"))).isEqualTo(theirs);
    }

    @Test
    void anotherWriterBeforeItLeavesItUnknown() {
        table.write(List.of(new Change.Put(first, ABSENT)));
        trouble.service().next(new Fault.Meanwhile(othersPut(theirs), RESET));
        assertUnknown(List.of(new Change.Put(ours, same(first))));
        assertThat(trouble.real().get(key("a"))).isEqualTo(theirs);
    }

    @Test
    void anItemOfAnotherWriterInPlaceOfARemovedOneLeavesItUnknown() {
        table.write(List.of(new Change.Put(first, ABSENT)));
        trouble.service().next(Fault.applied(othersPut(theirs), RESET));
        assertUnknown(List.of(new Change.Delete(key("a"), same(first))));
        assertThat(trouble.real().get(key("a"))).isEqualTo(theirs);
    }

    @Test
    void aTransactionOnTopOfWhichOthersWroteWasAppliedByItsToken() {
        Map<String, AttributeValue> b = item("b", "ours");
        trouble.service().next(Fault.applied(othersPut(theirs), RESET));
        assertThat(table.write(List.of(new Change.Put(ours, ABSENT), new Change.Put(b, ABSENT))))
                .isEqualTo(APPLIED);
        assertThat(trouble.real().getAll(List.of(key("a"), key("b")))).isEqualTo(Map.of(key("a"), theirs, key("b"), b));
    }

    @Test
    void aTransactionBeforeWhichOthersWroteIsUnknown() {
        trouble.service().next(new Fault.Meanwhile(othersPut(theirs), RESET));
        assertUnknown(List.of(new Change.Put(ours, ABSENT), new Change.Put(item("b", "ours"), ABSENT)));
        assertThat(trouble.real().getAll(List.of(key("a"), key("b")))).isEqualTo(Map.of(key("a"), theirs));
    }

    /** As after more than ten minutes. */
    @Test
    void aTransactionWhoseTokenIsForgottenIsSettledByAnItemOfIt() {
        String versionOfA = Base64.getEncoder().encodeToString(version(ours).asByteArray());
        Fault refused = Fault.json(
                400,
                "{\"__type\":\"com.amazonaws.dynamodb.v20120810#TransactionCanceledException\",\"Message\":\"x\","
                        + "\"CancellationReasons\":[{\"Code\":\"ConditionalCheckFailed\"},{\"Code\":\"ConditionalCheckFailed\","
                        + "\"Item\":{\"pk\":{\"S\":\"p\"},\"sk\":{\"S\":\"a\"},\"v\":{\"B\":\"" + versionOfA
                        + "\"}}}]}");
        List<Change> changes = List.of(new Change.Delete(key("b"), same(first)), new Change.Put(ours, ABSENT));
        trouble.service().next(RESET, refused);
        assertThat(table.write(changes)).isEqualTo(APPLIED);
        trouble.service().next(refused);
        assertThat(table.write(changes)).isEqualTo(new Outcome.Refused(0, null));
    }

    @Test
    void deletesInATransactionSettleNothing() {
        trouble.service().next(RESET);
        assertUnknown(List.of(new Change.Delete(key("a"), same(first)), new Change.Delete(key("b"), same(theirs))));
    }

    @Test
    void aCheckAloneIsNeverUnknown() {
        othersPut(theirs).run();
        trouble.service().next(RESET);
        assertThat(table.write(List.of(new Change.Check(key("a"), ABSENT)))).isEqualTo(new Outcome.Refused(0, theirs));
    }

    @Test
    void aPutOfAnythingIsSimplySentAgain() {
        trouble.service().next(Fault.applied(RESET));
        assertThat(table.write(List.of(new Change.Put(ours, ANY)))).isEqualTo(APPLIED);
        assertThat(trouble.real().get(key("a"))).isEqualTo(ours);
    }

    @Test
    void whereNoAnswerEverComesItIsUnknown() {
        trouble.service().next(Fault.times(Attempts.MOST, Fault.applied(RESET)));
        assertUnknown(List.of(new Change.Put(ours, ABSENT)));
        assertThat(trouble.service().requests()).hasSize(Attempts.MOST);
    }

    @Test
    void whereOneAnswerIsLostAndTheRestIsRefusedItIsUnknown() {
        for (Fault after : List.of(
                Fault.error("ThrottlingException"),
                Fault.error("TransactionConflictException"),
                Fault.error("AccessDeniedException"),
                Fault.error("ResourceNotFoundException"))) {
            Fault[] faults = Fault.times(Attempts.MOST, after);
            faults[0] = RESET;
            trouble.service().next(faults);
            assertThatThrownBy(() -> table.write(List.of(new Change.Put(ours, ABSENT))))
                    .isInstanceOf(CatalogException.OutcomeUnknown.class)
                    .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
        }
    }

    @Test
    void anInterruptedCallerDoesNotWaitAndDoesNotKnow() {
        Thread caller = Thread.currentThread();
        trouble.service().next(new Fault.Meanwhile(caller::interrupt, RESET));
        assertUnknown(List.of(new Change.Put(ours, ABSENT)));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(trouble.service().requests()).hasSize(1);
    }
}
