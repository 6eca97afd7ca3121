package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.dynamodb.Table.Change;
import io.hakiri.catalog.dynamodb.Table.Condition;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Changes as the service wants them. A refused one brings the stored item along, so that nobody has to read it. */
final class Requests {
    private static final String ABSENT = "attribute_not_exists(" + TableDefinition.PARTITION_KEY + ")";
    private static final String SAME_VERSION = Table.VERSION + " = :v";
    private static final String VERSION_VALUE = ":v";
    private static final ReturnValuesOnConditionCheckFailure STORED = ReturnValuesOnConditionCheckFailure.ALL_OLD;

    private Requests() {}

    static PutItemRequest put(String table, Change.Put put) {
        return PutItemRequest.builder()
                .tableName(table)
                .item(put.item())
                .conditionExpression(expression(put.condition()))
                .expressionAttributeValues(values(put.condition()))
                .returnValuesOnConditionCheckFailure(onRefusal(put.condition()))
                .build();
    }

    static DeleteItemRequest delete(String table, Change.Delete delete) {
        return DeleteItemRequest.builder()
                .tableName(table)
                .key(attributes(delete.key()))
                .conditionExpression(expression(delete.condition()))
                .expressionAttributeValues(values(delete.condition()))
                .returnValuesOnConditionCheckFailure(onRefusal(delete.condition()))
                .build();
    }

    /** One action of a transaction. */
    static TransactWriteItem action(String table, Change change) {
        TransactWriteItem.Builder action = TransactWriteItem.builder();
        Condition condition = change.condition();
        switch (change) {
            case Change.Put put ->
                action.put(Put.builder()
                        .tableName(table)
                        .item(put.item())
                        .conditionExpression(expression(condition))
                        .expressionAttributeValues(values(condition))
                        .returnValuesOnConditionCheckFailure(onRefusal(condition))
                        .build());
            case Change.Delete delete ->
                action.delete(Delete.builder()
                        .tableName(table)
                        .key(attributes(delete.key()))
                        .conditionExpression(expression(condition))
                        .expressionAttributeValues(values(condition))
                        .returnValuesOnConditionCheckFailure(onRefusal(condition))
                        .build());
            case Change.Check check ->
                action.conditionCheck(ConditionCheck.builder()
                        .tableName(table)
                        .key(attributes(check.key()))
                        .conditionExpression(expression(condition))
                        .expressionAttributeValues(values(condition))
                        .returnValuesOnConditionCheckFailure(onRefusal(condition))
                        .build());
        }
        return action.build();
    }

    private static @Nullable String expression(Condition condition) {
        return switch (condition) {
            case Condition.Any _ -> null;
            case Condition.Absent _ -> ABSENT;
            case Condition.Version _ -> SAME_VERSION;
        };
    }

    private static @Nullable Map<String, AttributeValue> values(Condition condition) {
        return condition instanceof Condition.Version(SdkBytes version)
                ? Map.of(VERSION_VALUE, AttributeValue.fromB(version))
                : null;
    }

    /** Where nothing can be refused there is nothing to bring along. */
    private static @Nullable ReturnValuesOnConditionCheckFailure onRefusal(Condition condition) {
        return condition instanceof Condition.Any ? null : STORED;
    }

    static Map<String, AttributeValue> attributes(Table.Key key) {
        return Map.of(
                TableDefinition.PARTITION_KEY, AttributeValue.fromS(key.pk()),
                TableDefinition.SORT_KEY, AttributeValue.fromS(key.sk()));
    }
}
