package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.CatalogException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The gateway to the one table: whole items, three conditions, and what a lost answer means. Each item may have
 *
 * <pre>
 * pk, sk   S  its key
 * v        B  its version: 8 random bytes, new with each write of the item
 * b        B  its content, encoded by us
 * dp, dw   S, N  its place in the index of due times, or neither
 * ttl      N  seconds since 1970, after which the service may remove it
 * w     BOOL  somebody waits to write it ({@link Turns})
 * </pre>
 *
 * A write: 1. the request is sent; 2. where its answer is lost, the same request (and token) is sent again; 3. where that is
 * refused, and the stored version is the one that this write has drawn, the first one was applied; 4. where it is refused
 * otherwise, nobody knows ({@link CatalogException.OutcomeUnknown}). Calls are bounded in tries and in time ({@link Attempts}).
 *
 * <p>Every method throws {@link CatalogException}: {@code Unavailable} where nothing was changed, {@code Incompatible} where there
 * is no such table.
 */
final class Table implements AutoCloseable {
    static final String VERSION = "v";
    static final String CONTENT = "b";

    private static final String RANGE = "pk = :pk AND sk BETWEEN :from AND :to";
    private static final String DUE = "dp = :dp AND dw <= :at";

    private final DynamoDbClient client;
    private final String name;
    private final Attempts attempts;
    private final boolean owner;
    private final Place place;
    private final Batches batches;

    record Key(String pk, String sk) {
        static Key of(Map<String, AttributeValue> item) {
            return new Key(text(item, TableDefinition.PARTITION_KEY), text(item, TableDefinition.SORT_KEY));
        }

        private static String text(Map<String, AttributeValue> item, String attribute) {
            AttributeValue value = item.get(attribute);
            String text = value == null ? null : value.s();
            if (text == null) {
                throw new IllegalArgumentException("an item without the text " + attribute);
            }
            return text;
        }
    }

    /** What has to hold of the stored item. */
    sealed interface Condition {
        /** Nothing. A try whose answer is lost may then come late, and write over what others wrote meanwhile. */
        record Any() implements Condition {}

        /** There is no item of that key. */
        record Absent() implements Condition {}

        /** There is one, and its {@link #VERSION} is this. */
        record Version(SdkBytes v) implements Condition {}
    }

    /** What happens to one item; one item has one in a transaction. */
    sealed interface Change {
        Key key();

        Condition condition();

        /** The whole item; its {@link #VERSION} must be new, or a lost answer cannot be told from another's write. */
        record Put(Map<String, AttributeValue> item, Condition condition) implements Change {
            public Put {
                item = Map.copyOf(item);
            }

            @Override
            public Key key() {
                return Key.of(item);
            }
        }

        record Delete(Key key, Condition condition) implements Change {}

        /** Nothing, but all others happen only if it holds. */
        record Check(Key key, Condition condition) implements Change {
            public Check {
                if (condition instanceof Condition.Any) {
                    throw new IllegalArgumentException("a check of anything checks nothing");
                }
            }
        }
    }

    sealed interface Outcome {
        /** All changes, once. */
        record Applied() implements Outcome {}

        /**
         * Nothing was changed, and no second read is needed to see why.
         *
         * @param index of the first change whose condition did not hold
         * @param stored that item as it is, null where there is none
         */
        record Refused(int index, @Nullable Map<String, AttributeValue> stored) implements Outcome {}
    }

    /**
     * A part of an answer.
     *
     * @param more whether there may be more beyond the last item
     */
    record Slice(List<Map<String, AttributeValue>> items, boolean more) {
        Slice {
            items = List.copyOf(items);
        }
    }

    /**
     * An entry of the index of due times.
     *
     * @param at its {@code dw}
     */
    record DueKey(Key key, long at) {
        static DueKey of(Map<String, AttributeValue> entry) {
            AttributeValue at = entry.get(TableDefinition.DUE_SORT);
            if (at == null) {
                throw new IllegalArgumentException("an entry of the index without " + TableDefinition.DUE_SORT);
            }
            return new DueKey(Key.of(entry), Long.parseLong(at.n()));
        }
    }

    /** The client stays its maker's; its own retries must be switched off. */
    Table(DynamoDbClient client, String name, Attempts attempts) {
        this(client, name, attempts, false);
    }

    /** {@code owner}: whether the client ends with this. */
    Table(DynamoDbClient client, String name, Attempts attempts, boolean owner) {
        this.client = client;
        this.name = name;
        this.attempts = attempts;
        this.owner = owner;
        this.place = Place.of(client, name);
        this.batches = new Batches(client, name);
    }

    /**
     * One change costs one write; several are one transaction, at twice the units.
     *
     * @param changes 1 to 100 of different items, of 4 MB at most
     * @throws CatalogException.OutcomeUnknown where an answer was lost, and nothing tells what became of it
     */
    Outcome write(List<Change> changes) {
        Writing writing = Writing.of(name, changes);
        Call call = attempts.writing(place, writing.what());
        while (true) {
            try {
                Faults.ofTheService(writing.send(client, call.bounds()));
                return new Outcome.Applied();
            } catch (ConditionalCheckFailedException e) {
                return Refusal.of(e).settle(changes, call);
            } catch (TransactionCanceledException e) {
                Refusal refusal = Refusal.of(e);
                if (refusal.byCondition()) {
                    return refusal.settle(changes, call);
                }
                call.againOrThrow(e);
            } catch (RuntimeException e) {
                call.againOrThrow(e);
            }
        }
    }

    /** Strongly consistent; null where there is none. */
    @Nullable
    Map<String, AttributeValue> get(Key key) {
        GetItemResponse answer = read(
                "GetItem",
                call -> client.getItem(GetItemRequest.builder()
                        .tableName(name)
                        .key(Requests.attributes(key))
                        .consistentRead(true)
                        .overrideConfiguration(call.bounds())
                        .build()));
        return answer.hasItem() ? answer.item() : null;
    }

    /** Those that are there; strongly consistent each, but not at one moment. */
    Map<Key, Map<String, AttributeValue>> getAll(Collection<Key> keys) {
        return batches.read(keys, attempts.reading(place, "BatchGetItem"));
    }

    /**
     * Items of one {@code pk} with {@code from <= sk <= to}, in their order or backwards, strongly consistent, by one request.
     *
     * @param limit 0 for as many as one answer holds (1 MB)
     */
    Slice query(String pk, String from, String to, boolean forward, int limit) {
        return query(pk, from, to, forward, true, limit);
    }

    /** As {@link #query}, in their order, for half of the units: it may lag. */
    Slice laggingQuery(String pk, String from, String to, int limit) {
        return query(pk, from, to, true, false, limit);
    }

    private Slice query(String pk, String from, String to, boolean forward, boolean consistent, int limit) {
        QueryResponse answer = read(
                "Query",
                call -> client.query(QueryRequest.builder()
                        .tableName(name)
                        .keyConditionExpression(RANGE)
                        .expressionAttributeValues(Map.of(
                                ":pk", AttributeValue.fromS(pk),
                                ":from", AttributeValue.fromS(from),
                                ":to", AttributeValue.fromS(to)))
                        .scanIndexForward(forward)
                        .consistentRead(consistent)
                        .limit(limit == 0 ? null : limit)
                        .overrideConfiguration(call.bounds())
                        .build()));
        return new Slice(answer.items(), answer.hasLastEvaluatedKey());
    }

    /**
     * Keys in one partition of the index {@code due} with {@code dw <= upTo}, oldest first. The index follows the items a little
     * later.
     *
     * @param limit at least 1
     * @param after the last one of the part before, null for the first part
     */
    List<DueKey> due(String partition, long upTo, int limit, @Nullable DueKey after) {
        List<DueKey> found = new ArrayList<>();
        Map<String, AttributeValue> start = after == null ? Map.of() : startKey(partition, after);
        do {
            Map<String, AttributeValue> from = start;
            QueryResponse answer = read(
                    "Query",
                    call -> client.query(QueryRequest.builder()
                            .tableName(name)
                            .indexName(TableDefinition.DUE_INDEX)
                            .keyConditionExpression(DUE)
                            .expressionAttributeValues(Map.of(
                                    ":dp", AttributeValue.fromS(partition),
                                    ":at", AttributeValue.fromN(Long.toString(upTo))))
                            .exclusiveStartKey(from.isEmpty() ? null : from)
                            .limit(limit - found.size())
                            .overrideConfiguration(call.bounds())
                            .build()));
            for (Map<String, AttributeValue> item : answer.items()) {
                found.add(DueKey.of(item));
            }
            start = answer.lastEvaluatedKey();
        } while (!start.isEmpty() && found.size() < limit);
        return found;
    }

    private static Map<String, AttributeValue> startKey(String partition, DueKey after) {
        Map<String, AttributeValue> start = new LinkedHashMap<>(Requests.attributes(after.key()));
        start.put(TableDefinition.DUE_PARTITION, AttributeValue.fromS(partition));
        start.put(TableDefinition.DUE_SORT, AttributeValue.fromN(Long.toString(after.at())));
        return start;
    }

    /**
     * Whole items without a condition; of two of one key, the last. Not all at one moment.
     *
     * @throws CatalogException.OutcomeUnknown where only a part of them may be written; all may be sent again
     */
    void putAll(Collection<Map<String, AttributeValue>> items) {
        Map<Key, WriteRequest> puts = new LinkedHashMap<>();
        for (Map<String, AttributeValue> item : items) {
            puts.put(
                    Key.of(item),
                    WriteRequest.builder().putRequest(put -> put.item(item)).build());
        }
        batches.write(puts.values(), attempts.writing(place, "BatchWriteItem"));
    }

    /**
     * Without a condition, and whether they are there or not. Not all at one moment.
     *
     * @throws CatalogException.OutcomeUnknown where only a part of them may be removed; all may be sent again
     */
    void deleteAll(Collection<Key> keys) {
        List<WriteRequest> deletes = new LinkedHashSet<>(keys)
                .stream()
                        .map(key -> WriteRequest.builder()
                                .deleteRequest(delete -> delete.key(Requests.attributes(key)))
                                .build())
                        .toList();
        batches.write(deletes, attempts.writing(place, "BatchWriteItem"));
    }

    /**
     * Of this table and no other, also after a restore under the same name. DynamoDB Local gives none: there it is the name and
     * the time of creation.
     */
    String tableId() {
        TableDescription table = read(
                        "DescribeTable",
                        call -> client.describeTable(
                                request -> request.tableName(name).overrideConfiguration(call.bounds())))
                .table();
        String id = table.tableId();
        return id == null ? table.tableArn() + "@" + table.creationDateTime().toEpochMilli() : id;
    }

    private <R extends DynamoDbResponse> R read(String what, Function<Call, R> request) {
        return attempts.reading(place, what).answer(request);
    }

    @Override
    public void close() {
        if (owner) {
            client.close();
        }
    }
}
