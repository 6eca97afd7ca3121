package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.dynamodb.Table.Change;
import io.hakiri.catalog.dynamodb.Table.Condition;
import java.util.Map;
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

    static PutItemRequest.Builder put(String table, Change.Put put) {
        PutItemRequest.Builder request =
                PutItemRequest.builder().tableName(table).item(put.item());
        return switch (put.condition()) {
            case Condition.Any _ -> request;
            case Condition.Absent _ -> request.conditionExpression(ABSENT).returnValuesOnConditionCheckFailure(STORED);
            case Condition.Version version ->
                request.conditionExpression(SAME_VERSION)
                        .expressionAttributeValues(values(version))
                        .returnValuesOnConditionCheckFailure(STORED);
        };
    }

    static DeleteItemRequest.Builder delete(String table, Change.Delete delete) {
        DeleteItemRequest.Builder request =
                DeleteItemRequest.builder().tableName(table).key(attributes(delete.key()));
        return switch (delete.condition()) {
            case Condition.Any _ -> request;
            case Condition.Absent _ -> request.conditionExpression(ABSENT).returnValuesOnConditionCheckFailure(STORED);
            case Condition.Version version ->
                request.conditionExpression(SAME_VERSION)
                        .expressionAttributeValues(values(version))
                        .returnValuesOnConditionCheckFailure(STORED);
        };
    }

    /** One action of a transaction. */
    static TransactWriteItem action(String table, Change change) {
        return switch (change) {
            case Change.Put put ->
                TransactWriteItem.builder().put(putAction(table, put)).build();
            case Change.Delete delete ->
                TransactWriteItem.builder().delete(deleteAction(table, delete)).build();
            case Change.Check check ->
                TransactWriteItem.builder()
                        .conditionCheck(checkAction(table, check))
                        .build();
        };
    }

    private static Put putAction(String table, Change.Put put) {
        Put.Builder action = Put.builder().tableName(table).item(put.item());
        return switch (put.condition()) {
            case Condition.Any _ -> action.build();
            case Condition.Absent _ ->
                action.conditionExpression(ABSENT)
                        .returnValuesOnConditionCheckFailure(STORED)
                        .build();
            case Condition.Version version ->
                action.conditionExpression(SAME_VERSION)
                        .expressionAttributeValues(values(version))
                        .returnValuesOnConditionCheckFailure(STORED)
                        .build();
        };
    }

    private static Delete deleteAction(String table, Change.Delete delete) {
        Delete.Builder action = Delete.builder().tableName(table).key(attributes(delete.key()));
        return switch (delete.condition()) {
            case Condition.Any _ -> action.build();
            case Condition.Absent _ ->
                action.conditionExpression(ABSENT)
                        .returnValuesOnConditionCheckFailure(STORED)
                        .build();
            case Condition.Version version ->
                action.conditionExpression(SAME_VERSION)
                        .expressionAttributeValues(values(version))
                        .returnValuesOnConditionCheckFailure(STORED)
                        .build();
        };
    }

    private static ConditionCheck checkAction(String table, Change.Check check) {
        ConditionCheck.Builder action = ConditionCheck.builder()
                .tableName(table)
                .key(attributes(check.key()))
                .returnValuesOnConditionCheckFailure(STORED);
        return switch (check.condition()) {
            case Condition.Any _ -> throw new IllegalArgumentException("a check of anything checks nothing");
            case Condition.Absent _ -> action.conditionExpression(ABSENT).build();
            case Condition.Version version ->
                action.conditionExpression(SAME_VERSION)
                        .expressionAttributeValues(values(version))
                        .build();
        };
    }

    private static Map<String, AttributeValue> values(Condition.Version version) {
        return Map.of(VERSION_VALUE, AttributeValue.fromB(version.v()));
    }

    static Map<String, AttributeValue> attributes(Table.Key key) {
        return Map.of(
                TableDefinition.PARTITION_KEY, AttributeValue.fromS(key.pk()),
                TableDefinition.SORT_KEY, AttributeValue.fromS(key.sk()));
    }
}
