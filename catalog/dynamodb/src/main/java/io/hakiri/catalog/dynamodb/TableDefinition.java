package io.hakiri.catalog.dynamodb;

import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** What the one table is: its keys, its index, and how it is paid for. The one source of it. */
final class TableDefinition {
    static final String PARTITION_KEY = "pk";
    static final String SORT_KEY = "sk";

    /** A sparse index: items that have both of its attributes are in it, by their keys alone. */
    static final String DUE_INDEX = "due";

    static final String DUE_PARTITION = "dp";
    static final String DUE_SORT = "dw";

    /** Seconds since 1970, after which the service may remove the item. */
    static final String TTL = "ttl";

    private TableDefinition() {}

    static CreateTableRequest create(String name) {
        return CreateTableRequest.builder()
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(key(PARTITION_KEY, KeyType.HASH), key(SORT_KEY, KeyType.RANGE))
                .attributeDefinitions(
                        attribute(PARTITION_KEY, ScalarAttributeType.S),
                        attribute(SORT_KEY, ScalarAttributeType.S),
                        attribute(DUE_PARTITION, ScalarAttributeType.S),
                        attribute(DUE_SORT, ScalarAttributeType.N))
                .globalSecondaryIndexes(GlobalSecondaryIndex.builder()
                        .indexName(DUE_INDEX)
                        .keySchema(key(DUE_PARTITION, KeyType.HASH), key(DUE_SORT, KeyType.RANGE))
                        .projection(Projection.builder()
                                .projectionType(ProjectionType.KEYS_ONLY)
                                .build())
                        .build())
                .streamSpecification(StreamSpecification.builder()
                        .streamEnabled(true)
                        .streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)
                        .build())
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(type)
                .build();
    }
}
