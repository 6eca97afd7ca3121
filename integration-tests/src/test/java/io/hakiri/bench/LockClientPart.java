package io.hakiri.bench;

import com.amazonaws.services.dynamodbv2.AcquireLockOptions;
import com.amazonaws.services.dynamodbv2.AmazonDynamoDBLockClient;
import com.amazonaws.services.dynamodbv2.AmazonDynamoDBLockClientOptions;
import com.amazonaws.services.dynamodbv2.LockItem;
import io.hakiri.bench.DynamoCycle.Positions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The same work with awslabs' lock client beside plain items: a lock, a checkpoint per stream, a run. Its lock has no number
 * that grows, but a version that each heartbeat changes: whoever checks it in a transaction knows that the lock was still its.
 */
final class LockClientPart {
    private static final String LOCKS = "locks";
    private static final String STATE = "state";
    private static final String PIPELINE = "bench/p-1";

    private enum Way {
        /** Checkpoints by one batch: no condition, so a worker whose lock is lost overwrites what came after it. */
        UNSAFE("a checkpoint per stream, by batches: not safe"),
        SAFE("a checkpoint per stream, transactions that check the lock"),
        /** As cheap as it gets, with the check. */
        ONE_ITEM("all checkpoints in one item, transactions that check the lock");

        private final String title;

        Way(String title) {
            this.title = title;
        }
    }

    private final DynamoDbClient client;
    private final AmazonDynamoDBLockClient locks;
    private final Random random = new Random(1);
    private long number;

    private LockClientPart(DynamoDbClient client) {
        this.client = client;
        this.locks = new AmazonDynamoDBLockClient(AmazonDynamoDBLockClientOptions.builder(client, LOCKS)
                .withOwnerName("worker-1")
                .withLeaseDuration(60L)
                .withHeartbeatPeriod(10L)
                .withTimeUnit(TimeUnit.SECONDS)
                .withCreateHeartbeatBackgroundThread(false)
                .build());
    }

    static void run(Metering service) throws Exception {
        create(service.client(), LOCKS, List.of("key"));
        create(service.client(), STATE, List.of("pk", "sk"));
        LockClientPart part = new LockClientPart(service.client());
        System.out.println("\nthe same work with awslabs' dynamodb-lock-client");
        for (Way way : Way.values()) {
            for (int i = 0; i < 9; i++) {
                part.cycle(way);
            }
            service.meter().take();
            part.cycle(way);
            service.report(way.title, service.meter().take());
        }
        part.locks.close();
        for (String table : List.of(LOCKS, STATE)) {
            service.client().deleteTable(delete -> delete.tableName(table));
        }
    }

    private static void create(DynamoDbClient client, String table, List<String> keys) {
        client.createTable(create -> create.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(keys.stream()
                        .map(key -> AttributeDefinition.builder()
                                .attributeName(key)
                                .attributeType(ScalarAttributeType.S)
                                .build())
                        .toList())
                .keySchema(keys.stream()
                        .map(key -> KeySchemaElement.builder()
                                .attributeName(key)
                                .keyType(key.equals("sk") ? KeyType.RANGE : KeyType.HASH)
                                .build())
                        .toList()));
    }

    private void cycle(Way way) throws InterruptedException {
        LockItem lock = locks.acquireLock(AcquireLockOptions.builder(PIPELINE).build());
        client.query(query -> query.tableName(STATE)
                .keyConditionExpression("pk = :pk AND begins_with(sk, :sk)")
                .expressionAttributeValues(Map.of(":pk", text(PIPELINE), ":sk", text(way + "/")))
                .consistentRead(true));
        String run = UUID.randomUUID().toString();
        client.putItem(put -> put.tableName(STATE).item(run(run, "RUNNING")));
        checkpoints(way, lock, List.of());
        locks.sendHeartbeat(lock);
        checkpoints(way, lock, List.of(run(run, "SUCCEEDED")));
        locks.releaseLock(lock);
    }

    private void checkpoints(Way way, LockItem lock, List<Map<String, AttributeValue>> run) {
        List<Map<String, AttributeValue>> items = new ArrayList<>(items(way));
        if (way == Way.UNSAFE) {
            // as a run must not end before its checkpoints are there, and a batch has no order
            batch(items);
            run.forEach(item -> client.putItem(put -> put.tableName(STATE).item(item)));
            return;
        }
        items.addAll(run);
        List<TransactWriteItem> actions = new ArrayList<>();
        items.forEach(item -> actions.add(TransactWriteItem.builder()
                .put(put -> put.tableName(STATE).item(item))
                .build()));
        actions.add(TransactWriteItem.builder()
                .conditionCheck(check -> check.tableName(LOCKS)
                        .key(Map.of("key", text(PIPELINE)))
                        .conditionExpression("recordVersionNumber = :v")
                        .expressionAttributeValues(Map.of(":v", text(lock.getRecordVersionNumber()))))
                .build());
        client.transactWriteItems(transaction -> transaction.transactItems(actions));
    }

    private void batch(List<Map<String, AttributeValue>> items) {
        client.batchWriteItem(batch -> batch.requestItems(Map.of(
                STATE,
                items.stream()
                        .map(item -> WriteRequest.builder()
                                .putRequest(PutRequest.builder().item(item).build())
                                .build())
                        .toList())));
    }

    private List<Map<String, AttributeValue>> items(Way way) {
        number++;
        Map<String, AttributeValue> one = new HashMap<>(key(way + "/all"));
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        for (String stream : DynamoCycle.streams()) {
            AttributeValue position = text(Positions.TIMES.next(random, number).value());
            one.put(stream, position);
            Map<String, AttributeValue> item = new HashMap<>(key(way + "/" + stream));
            item.put("position", position);
            items.add(item);
        }
        return way == Way.ONE_ITEM ? List.of(one) : items;
    }

    private static Map<String, AttributeValue> run(String id, String status) {
        Map<String, AttributeValue> item = new HashMap<>(key("run/" + id));
        item.put("status", text(status));
        item.put("worker", text("worker-1"));
        return item;
    }

    private static Map<String, AttributeValue> key(String sort) {
        return Map.of("pk", text(PIPELINE), "sk", text(sort));
    }

    private static AttributeValue text(String text) {
        return AttributeValue.fromS(text);
    }
}
