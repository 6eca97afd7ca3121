package io.hakiri.catalog.dynamodb;

import static io.hakiri.catalog.dynamodb.TroubledTable.item;
import static io.hakiri.catalog.dynamodb.TroubledTable.key;
import static io.hakiri.catalog.dynamodb.TroubledTable.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.dynamodb.Table.Change;
import io.hakiri.catalog.dynamodb.Table.Condition;
import io.hakiri.catalog.dynamodb.Table.DueKey;
import io.hakiri.catalog.dynamodb.Table.Outcome;
import io.hakiri.catalog.dynamodb.server.DynamoServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** On a good day. */
class TableTest {
    private static final Condition ANY = new Condition.Any();
    private static final Condition ABSENT = new Condition.Absent();
    private static final Outcome APPLIED = new Outcome.Applied();

    private final TroubledTable trouble = new TroubledTable();
    private final Table table = trouble.table();

    @AfterEach
    void close() {
        trouble.close();
    }

    private static Condition same(Map<String, AttributeValue> item) {
        return new Condition.Version(version(item));
    }

    @Nested
    class OneChange {
        @Test
        void isDoneWhereItsConditionHolds() {
            Map<String, AttributeValue> first = item("a", "1");
            Map<String, AttributeValue> second = item("a", "2");
            Map<String, AttributeValue> third = item("a", "3");
            assertThat(table.write(List.of(new Change.Put(first, ABSENT)))).isEqualTo(APPLIED);
            assertThat(table.write(List.of(new Change.Put(second, same(first)))))
                    .isEqualTo(APPLIED);
            assertThat(table.write(List.of(new Change.Put(third, ANY)))).isEqualTo(APPLIED);
            assertThat(table.get(key("a"))).isEqualTo(third);
            assertThat(table.write(List.of(new Change.Check(key("a"), same(third)))))
                    .isEqualTo(APPLIED);
            assertThat(table.write(List.of(new Change.Delete(key("a"), same(third)))))
                    .isEqualTo(APPLIED);
            assertThat(table.get(key("a"))).isNull();
            assertThat(table.write(List.of(new Change.Delete(key("a"), ANY)))).isEqualTo(APPLIED);
            assertThat(table.write(List.of(new Change.Check(key("a"), ABSENT)))).isEqualTo(APPLIED);
        }

        @Test
        void isRefusedWithTheStoredItemAndNoSecondRead() {
            Map<String, AttributeValue> stored = item("a", "1");
            Map<String, AttributeValue> other = item("a", "2");
            table.write(List.of(new Change.Put(stored, ABSENT)));
            Outcome refused = new Outcome.Refused(0, stored);
            trouble.service().next();
            assertThat(table.write(List.of(new Change.Put(other, ABSENT)))).isEqualTo(refused);
            assertThat(table.write(List.of(new Change.Put(other, same(other))))).isEqualTo(refused);
            assertThat(table.write(List.of(new Change.Delete(key("a"), same(other)))))
                    .isEqualTo(refused);
            assertThat(table.write(List.of(new Change.Delete(key("a"), ABSENT))))
                    .isEqualTo(refused);
            assertThat(table.write(List.of(new Change.Check(key("a"), ABSENT)))).isEqualTo(refused);
            assertThat(table.write(List.of(new Change.Check(key("a"), same(other)))))
                    .isEqualTo(refused);
            assertThat(trouble.service().operations())
                    .containsExactly(
                            "PutItem",
                            "PutItem",
                            "DeleteItem",
                            "DeleteItem",
                            "TransactWriteItems",
                            "TransactWriteItems");
            assertThat(table.get(key("a"))).isEqualTo(stored);
        }

        @Test
        void isRefusedWithNothingWhereThereIsNoItem() {
            Map<String, AttributeValue> item = item("a", "1");
            Outcome refused = new Outcome.Refused(0, null);
            assertThat(table.write(List.of(new Change.Put(item, same(item))))).isEqualTo(refused);
            assertThat(table.write(List.of(new Change.Delete(key("a"), same(item)))))
                    .isEqualTo(refused);
            assertThat(table.write(List.of(new Change.Check(key("a"), same(item)))))
                    .isEqualTo(refused);
        }

        @Test
        void ofAnythingIsNoCheck() {
            assertThatThrownBy(() -> new Change.Check(key("a"), ANY)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class SeveralChanges {
        private final Map<String, AttributeValue> a = item("a", "1");
        private final Map<String, AttributeValue> b = item("b", "1");
        private final Map<String, AttributeValue> c = item("c", "1");

        @Test
        void areOneTransaction() {
            table.putAll(List.of(b, c));
            Map<String, AttributeValue> newer = item("b", "2");
            trouble.service().next();
            assertThat(table.write(List.of(
                            new Change.Put(a, ABSENT),
                            new Change.Put(newer, same(b)),
                            new Change.Delete(key("c"), same(c)),
                            new Change.Check(key("d"), ABSENT))))
                    .isEqualTo(APPLIED);
            assertThat(trouble.service().operations()).containsExactly("TransactWriteItems");
            assertThat(table.getAll(List.of(key("a"), key("b"), key("c"))))
                    .isEqualTo(Map.of(key("a"), a, key("b"), newer));
        }

        @Test
        void areRefusedTogetherForTheFirstThatDoesNotHold() {
            table.putAll(List.of(b, c));
            trouble.service().next();
            assertThat(table.write(List.of(
                            new Change.Put(a, ABSENT),
                            new Change.Check(key("b"), ABSENT),
                            new Change.Delete(key("c"), same(a)))))
                    .isEqualTo(new Outcome.Refused(1, b));
            assertThat(trouble.service().operations()).containsExactly("TransactWriteItems");
            assertThat(table.get(key("a"))).isNull();
        }

        @Test
        void areRefusedForAnItemThatIsNotThere() {
            assertThat(table.write(List.of(new Change.Put(a, ABSENT), new Change.Put(b, same(b)))))
                    .isEqualTo(new Outcome.Refused(1, null));
        }
    }

    @Nested
    class Batches {
        private List<Map<String, AttributeValue>> items(int n) {
            return IntStream.range(0, n)
                    .mapToObj(i -> item("%05d".formatted(i), "content " + i))
                    .toList();
        }

        @Test
        void readAnyNumberOfKeysEachOnce() {
            List<Map<String, AttributeValue>> items = items(130);
            table.putAll(items);
            List<Table.Key> keys =
                    new ArrayList<>(items.stream().map(Table.Key::of).toList());
            keys.addAll(items.stream().map(Table.Key::of).toList());
            keys.add(key("not there"));
            trouble.service().next();
            Map<Table.Key, Map<String, AttributeValue>> found = table.getAll(keys);
            assertThat(found).hasSize(130).containsValues(items.getFirst(), items.getLast());
            assertThat(trouble.service().operations()).containsExactly("BatchGetItem", "BatchGetItem");
        }

        @Test
        void writeAndDeleteInSlices() {
            List<Map<String, AttributeValue>> items = items(51);
            trouble.service().next();
            table.putAll(items);
            assertThat(trouble.service().operations())
                    .containsExactly("BatchWriteItem", "BatchWriteItem", "BatchWriteItem");
            List<Table.Key> keys = items.stream().map(Table.Key::of).toList();
            assertThat(table.getAll(keys)).hasSize(51);
            table.deleteAll(keys);
            table.deleteAll(keys.subList(0, 1));
            assertThat(table.getAll(keys)).isEmpty();
        }

        @Test
        void takeTheLastOfTwoItemsOfOneKey() {
            Map<String, AttributeValue> last = item("a", "2");
            table.putAll(List.of(item("a", "1"), last));
            assertThat(table.get(key("a"))).isEqualTo(last);
            table.deleteAll(List.of(key("a"), key("a")));
            assertThat(table.get(key("a"))).isNull();
        }

        @Test
        void ofNothingAskNothing() {
            trouble.service().next();
            assertThat(table.getAll(List.of())).isEmpty();
            table.putAll(List.of());
            table.deleteAll(List.of());
            assertThat(trouble.service().operations()).isEmpty();
        }
    }

    @Nested
    class Queries {
        private final List<Map<String, AttributeValue>> items =
                IntStream.range(0, 9).mapToObj(i -> item("s" + i, "x")).toList();

        private List<String> found(Table.Slice slice) {
            return slice.items().stream().map(item -> Table.Key.of(item).sk()).toList();
        }

        @Test
        void giveARangeInOrderOrBackwards() {
            table.putAll(items);
            Table.Slice forward = table.query("p", "s2", "s5", true, 0);
            assertThat(found(forward)).containsExactly("s2", "s3", "s4", "s5");
            assertThat(forward.more()).isFalse();
            assertThat(found(table.query("p", "s2", "s5", false, 0))).containsExactly("s5", "s4", "s3", "s2");
            assertThat(found(table.query("another", "s0", "s9", true, 0))).isEmpty();
        }

        @Test
        void sayWhetherThereMayBeMore() {
            table.putAll(items);
            Table.Slice first = table.query("p", "s0", "s9", true, 4);
            assertThat(found(first)).containsExactly("s0", "s1", "s2", "s3");
            assertThat(first.more()).isTrue();
            Table.Slice rest = table.query("p", "s4", "s9", true, 6);
            assertThat(found(rest)).containsExactly("s4", "s5", "s6", "s7", "s8");
            assertThat(rest.more()).isFalse();
        }

        @Test
        void endWhereAnAnswerIsFull() {
            String large = "x".repeat(300_000);
            for (int i = 0; i < 5; i++) {
                table.putAll(List.of(item("s" + i, large)));
            }
            trouble.service().next();
            Table.Slice slice = table.query("p", "s0", "s9", true, 0);
            assertThat(slice.items()).hasSizeBetween(1, 4);
            assertThat(slice.more()).isTrue();
            assertThat(trouble.service().operations()).containsExactly("Query");
        }
    }

    @Nested
    class DueKeys {
        private void put(String sk, String partition, long at) {
            Map<String, AttributeValue> item = new HashMap<>(item(sk, "x"));
            item.put(TableDefinition.DUE_PARTITION, AttributeValue.fromS(partition));
            item.put(TableDefinition.DUE_SORT, AttributeValue.fromN(Long.toString(at)));
            table.write(List.of(new Change.Put(item, ANY)));
        }

        @Test
        void comeOldestFirstUpToATimeAndInParts() {
            put("c", "0", 3_000_000_000_000L);
            put("a", "0", -1);
            put("b", "0", 2);
            put("later", "0", 3_000_000_000_001L);
            put("elsewhere", "1", 1);
            table.putAll(List.of(item("never", "x")));
            List<DueKey> all = List.of(
                    new DueKey(key("a"), -1), new DueKey(key("b"), 2), new DueKey(key("c"), 3_000_000_000_000L));
            assertThat(table.due("0", 3_000_000_000_000L, 10, null)).isEqualTo(all);
            assertThat(table.due("0", 3_000_000_000_000L, 2, null)).isEqualTo(all.subList(0, 2));
            assertThat(table.due("0", 3_000_000_000_000L, 2, all.get(1))).isEqualTo(all.subList(2, 3));
            assertThat(table.due("2", Long.MAX_VALUE, 10, null)).isEmpty();
        }

        @Test
        void goWhenTheirItemIsDueNoMore() {
            put("a", "0", 1);
            table.write(List.of(new Change.Put(item("a", "done"), ANY)));
            assertThat(table.due("0", 10, 10, null)).isEmpty();
        }
    }

    @Test
    void itsIdIsItsOwnAndStays() {
        String id = table.tableId();
        assertThat(table.tableId()).isEqualTo(id);
        try (TroubledTable other = new TroubledTable()) {
            assertThat(other.table().tableId()).isNotEqualTo(id);
        }
    }

    @Test
    void theServicesOwnIdIsItsId() {
        trouble.service()
                .next(Fault.json(
                        200, "{\"Table\":{\"TableName\":\"t\",\"TableId\":\"0b9d6b1e-8f9c-4a52-9a77-000000000001\"}}"));
        assertThat(table.tableId()).isEqualTo("0b9d6b1e-8f9c-4a52-9a77-000000000001");
    }

    @Test
    void aTableThatIsNotThereSaysHowToMakeIt() {
        DynamoServer.delete(trouble.name());
        Condition condition = new Condition.Version(SdkBytes.fromUtf8String("v"));
        for (Runnable call : List.<Runnable>of(
                () -> table.get(key("a")),
                () -> table.query("p", "a", "b", true, 0),
                () -> table.due("0", 1, 1, null),
                () -> table.getAll(List.of(key("a"))),
                () -> table.putAll(List.of(item("a", "1"))),
                () -> table.write(List.of(new Change.Put(item("a", "1"), condition))),
                () -> table.write(
                        List.of(new Change.Put(item("a", "1"), ANY), new Change.Put(item("b", "1"), condition))),
                table::tableId)) {
            trouble.service().next();
            assertThatThrownBy(call::run)
                    .isInstanceOf(CatalogException.Incompatible.class)
                    .hasMessageContaining("The table " + trouble.name() + " does not exist in eu-central-1")
                    .hasMessageContaining("hakiri catalog init");
            assertThat(trouble.service().requests()).hasSize(1);
        }
    }
}
