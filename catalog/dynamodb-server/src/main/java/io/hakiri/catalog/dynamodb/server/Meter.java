package io.hakiri.catalog.dynamodb.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * What the requests of a client cost, computed from the items by the service's published rules, and not by what an emulator
 * says. It looks at the items before and after each request with a client of its own, so nobody else may write meanwhile.
 *
 * <ul>
 *   <li>A write: a unit per KB begun, of the larger of the item before and after; two in a transaction, also for a check.
 *   <li>A refused one: as much as a write of the item that is stored; in a transaction twice, for each of its items.
 *   <li>An index: a write for an entry that comes, goes or changes; two where its key changes; once also in a transaction.
 *   <li>A read: a unit per 4 KB begun, of each item, or of the sum of what a query meets; half where it may be stale.
 * </ul>
 */
public final class Meter implements ExecutionInterceptor {
    private static final double READ = 4096;
    private static final double WRITE = 1024;

    /**
     * A request.
     *
     * @param written what it wrote or tried to, by sort or partition key: bytes afterwards
     */
    public record Metered(String name, double writes, double reads, Map<String, Integer> written) {
        public Metered {
            written = Map.copyOf(written);
        }
    }

    private record Item(String table, Map<String, AttributeValue> key) {}

    private record Images(Item item, Map<String, AttributeValue> before) {}

    private static final ExecutionAttribute<List<Images>> IMAGES = new ExecutionAttribute<>("io.hakiri.images");

    private final DynamoDbClient plain;
    private final Map<String, TableDescription> tables = new ConcurrentHashMap<>();
    private final List<Metered> all = new ArrayList<>();

    /** {@code plain}: another client of the same service, without this. */
    public Meter(DynamoDbClient plain) {
        this.plain = plain;
    }

    /** The requests since the last time, in order. */
    public synchronized List<Metered> take() {
        List<Metered> taken = List.copyOf(all);
        all.clear();
        return taken;
    }

    private synchronized void add(Metered request) {
        all.add(request);
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        attributes.putAttribute(
                IMAGES,
                items(context.request())
                        .map(item -> new Images(item, stored(item)))
                        .toList());
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        SdkRequest request = context.request();
        double factor = request instanceof TransactWriteItemsRequest ? 2 : 1;
        double writes = 0;
        double reads = 0;
        Map<String, Integer> written = new LinkedHashMap<>();
        for (Images images : attributes.getAttribute(IMAGES)) {
            Map<String, AttributeValue> before = images.before;
            switch (request) {
                case GetItemRequest get -> reads += reads(ItemSize.of(before), get.consistentRead());
                case BatchGetItemRequest batch ->
                    reads += reads(
                            ItemSize.of(before),
                            Objects.requireNonNull(batch.requestItems().get(images.item.table))
                                    .consistentRead());
                default -> {
                    Map<String, AttributeValue> after = stored(images.item);
                    written.put(name(images.item), ItemSize.of(after));
                    writes += factor * writes(Math.max(ItemSize.of(before), ItemSize.of(after)))
                            + indexes(images.item.table, before, after);
                }
            }
        }
        if (request instanceof QueryRequest query) {
            if (query.projectionExpression() != null || query.filterExpression() != null) {
                throw new IllegalStateException("what it read cannot be told from what it answered");
            }
            int bytes = ((QueryResponse) context.response())
                    .items().stream().mapToInt(ItemSize::of).sum();
            reads += reads(bytes, query.consistentRead());
        }
        add(new Metered(named(request), writes, reads, written));
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        double factor = context.exception() instanceof TransactionCanceledException ? 2 : 1;
        boolean refused = factor == 2 || context.exception() instanceof ConditionalCheckFailedException;
        List<Images> images = attributes.getAttribute(IMAGES);
        double writes = !refused || images == null
                ? 0
                : images.stream()
                        .mapToDouble(image -> factor * writes(ItemSize.of(image.before)))
                        .sum();
        add(new Metered(named(context.request()) + " refused", writes, 0, Map.of()));
    }

    private static String named(SdkRequest request) {
        return request.getClass().getSimpleName().replace("Request", "");
    }

    // ---- items

    private Stream<Item> items(SdkRequest request) {
        return switch (request) {
            case GetItemRequest get -> Stream.of(new Item(get.tableName(), get.key()));
            case PutItemRequest put -> Stream.of(keyOf(put.tableName(), put.item()));
            case UpdateItemRequest update -> Stream.of(new Item(update.tableName(), update.key()));
            case DeleteItemRequest delete -> Stream.of(new Item(delete.tableName(), delete.key()));
            case TransactWriteItemsRequest transaction ->
                transaction.transactItems().stream().map(this::item);
            case BatchGetItemRequest batch ->
                batch.requestItems().entrySet().stream()
                        .flatMap(table -> table.getValue().keys().stream().map(key -> new Item(table.getKey(), key)));
            case BatchWriteItemRequest batch ->
                batch.requestItems().entrySet().stream()
                        .flatMap(table -> table.getValue().stream().map(one -> item(table.getKey(), one)));
            default -> Stream.empty();
        };
    }

    private Item item(String table, WriteRequest one) {
        return one.putRequest() == null
                ? new Item(table, one.deleteRequest().key())
                : keyOf(table, one.putRequest().item());
    }

    private Item item(TransactWriteItem one) {
        if (one.put() != null) {
            return keyOf(one.put().tableName(), one.put().item());
        }
        if (one.update() != null) {
            return new Item(one.update().tableName(), one.update().key());
        }
        return one.delete() != null
                ? new Item(one.delete().tableName(), one.delete().key())
                : new Item(
                        one.conditionCheck().tableName(), one.conditionCheck().key());
    }

    private Item keyOf(String table, Map<String, AttributeValue> item) {
        return new Item(table, part(item, table(table).keySchema()));
    }

    private TableDescription table(String name) {
        return tables.computeIfAbsent(
                name,
                n -> plain.describeTable(describe -> describe.tableName(n)).table());
    }

    private Map<String, AttributeValue> stored(Item item) {
        return plain.getItem(get -> get.tableName(item.table).key(item.key).consistentRead(true))
                .item();
    }

    private String name(Item item) {
        StringBuilder name = new StringBuilder();
        for (KeySchemaElement element : table(item.table).keySchema()) {
            AttributeValue value = item.key.get(element.attributeName());
            name.append(name.isEmpty() ? "" : " ").append(value == null ? "" : value.s());
        }
        return name.toString();
    }

    private static Map<String, AttributeValue> part(Map<String, AttributeValue> item, List<KeySchemaElement> keys) {
        Map<String, AttributeValue> part = new LinkedHashMap<>();
        for (KeySchemaElement key : keys) {
            AttributeValue value = item.get(key.attributeName());
            if (value != null) {
                part.put(key.attributeName(), value);
            }
        }
        return part;
    }

    // ---- units

    private static double writes(int bytes) {
        return Math.max(1, Math.ceil(bytes / WRITE));
    }

    private static double reads(int bytes, @Nullable Boolean consistent) {
        return Math.max(1, Math.ceil(bytes / READ)) * (Boolean.TRUE.equals(consistent) ? 1 : 0.5);
    }

    /** Of indexes that hold keys alone. */
    private double indexes(String name, Map<String, AttributeValue> before, Map<String, AttributeValue> after) {
        TableDescription table = table(name);
        double units = 0;
        for (var index : table.globalSecondaryIndexes()) {
            List<KeySchemaElement> keys = index.keySchema();
            Map<String, AttributeValue> old = part(before, keys);
            Map<String, AttributeValue> now = part(after, keys);
            boolean was = old.size() == keys.size();
            boolean is = now.size() == keys.size();
            if (!old.equals(now) || was != is) {
                int key = ItemSize.of(part(was ? before : after, table.keySchema()));
                units += (was ? writes(key + ItemSize.of(old)) : 0) + (is ? writes(key + ItemSize.of(now)) : 0);
            }
        }
        return units;
    }
}
