package io.hakiri.catalog.dynamodb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Many items with few requests. What the service leaves out of a batch (it may, at any time) is sent again. */
final class Batches {
    /** Keys in one BatchGetItem. */
    static final int MOST_READS = 100;

    /** Items in one BatchWriteItem. */
    static final int MOST_WRITES = 25;

    private final DynamoDbClient client;
    private final String table;

    Batches(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    /** Strongly consistent, each key once. */
    Map<Table.Key, Map<String, AttributeValue>> read(Collection<Table.Key> keys, Call call) {
        Map<Table.Key, Map<String, AttributeValue>> found = new HashMap<>();
        List<Table.Key> distinct = new ArrayList<>(new LinkedHashSet<>(keys));
        for (int from = 0; from < distinct.size(); from += MOST_READS) {
            List<Map<String, AttributeValue>> slice =
                    distinct.subList(from, Math.min(from + MOST_READS, distinct.size())).stream()
                            .map(Requests::attributes)
                            .toList();
            readSlice(slice, call, found);
        }
        return found;
    }

    private void readSlice(
            List<Map<String, AttributeValue>> slice, Call call, Map<Table.Key, Map<String, AttributeValue>> found) {
        List<Map<String, AttributeValue>> open = slice;
        while (!open.isEmpty()) {
            BatchGetItemResponse answer;
            try {
                answer = Faults.ofTheService(client.batchGetItem(request(open, call)));
            } catch (RuntimeException e) {
                call.againOrThrow(e);
                continue;
            }
            for (Map<String, AttributeValue> item : answer.responses().getOrDefault(table, List.of())) {
                found.put(Table.Key.of(item), item);
            }
            KeysAndAttributes rest = answer.unprocessedKeys().get(table);
            List<Map<String, AttributeValue>> left = rest == null ? List.of() : rest.keys();
            goOn(call, open.size(), left.size());
            open = left;
        }
    }

    private BatchGetItemRequest request(List<Map<String, AttributeValue>> keys, Call call) {
        return BatchGetItemRequest.builder()
                .requestItems(Map.of(
                        table,
                        KeysAndAttributes.builder()
                                .keys(keys)
                                .consistentRead(true)
                                .build()))
                .overrideConfiguration(call.bounds())
                .build();
    }

    /** Without conditions; each key once. */
    void write(Collection<WriteRequest> changes, Call call) {
        List<WriteRequest> all = List.copyOf(changes);
        for (int from = 0; from < all.size(); from += MOST_WRITES) {
            writeSlice(all.subList(from, Math.min(from + MOST_WRITES, all.size())), call);
        }
    }

    private void writeSlice(List<WriteRequest> slice, Call call) {
        List<WriteRequest> open = slice;
        while (!open.isEmpty()) {
            Map<String, List<WriteRequest>> items = Map.of(table, open);
            BatchWriteItemResponse answer;
            try {
                answer = Faults.ofTheService(client.batchWriteItem(
                        request -> request.requestItems(items).overrideConfiguration(call.bounds())));
            } catch (RuntimeException e) {
                call.againOrThrow(e);
                continue;
            }
            List<WriteRequest> left = answer.unprocessedItems().getOrDefault(table, List.of());
            goOn(call, open.size(), left.size());
            open = left;
        }
    }

    private static void goOn(Call call, int asked, int left) {
        if (left < asked) {
            call.gotOn();
        }
        if (left > 0) {
            call.againForTheRest();
        }
    }
}
