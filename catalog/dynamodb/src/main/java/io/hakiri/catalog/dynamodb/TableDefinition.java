package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.dynamodb.TableShape.Attribute;
import io.hakiri.catalog.dynamodb.TableShape.Index;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;

/** What the one table is: its keys, its index, and how it is kept and paid for. The one source of it. */
public final class TableDefinition {
    static final String PARTITION_KEY = "pk";
    static final String SORT_KEY = "sk";

    /** A sparse index: items that have both of its attributes are in it, by their keys alone. */
    static final String DUE_INDEX = "due";

    static final String DUE_PARTITION = "dp";
    static final String DUE_SORT = "dw";

    /** Seconds since 1970, after which the service may remove the item. */
    static final String TTL = "ttl";

    private static final TableShape SHAPE = new TableShape(
            List.of(
                    new Attribute(PARTITION_KEY, "S"),
                    new Attribute(SORT_KEY, "S"),
                    new Attribute(DUE_PARTITION, "S"),
                    new Attribute(DUE_SORT, "N")),
            new TableShape.Key(PARTITION_KEY, SORT_KEY),
            List.of(new Index(DUE_INDEX, new TableShape.Key(DUE_PARTITION, DUE_SORT), "KEYS_ONLY")),
            TTL,
            true,
            "NEW_AND_OLD_IMAGES",
            "PAY_PER_REQUEST",
            true);

    private TableDefinition() {}

    /** For whoever makes the table by other means. */
    public static TableShape describe() {
        return SHAPE;
    }

    /** All that can be said when a table is made; the rest is switched on afterwards ({@link TableSetup}). */
    static CreateTableRequest create(String name) {
        return CreateTableRequest.builder()
                .tableName(name)
                .billingMode(SHAPE.billingMode())
                .attributeDefinitions(SHAPE.attributes().stream()
                        .map(attribute -> AttributeDefinition.builder()
                                .attributeName(attribute.name())
                                .attributeType(attribute.type())
                                .build())
                        .toList())
                .keySchema(schema(SHAPE.key()))
                .globalSecondaryIndexes(SHAPE.indexes().stream()
                        .map(index -> GlobalSecondaryIndex.builder()
                                .indexName(index.name())
                                .keySchema(schema(index.key()))
                                .projection(projection -> projection.projectionType(index.projection()))
                                .build())
                        .toList())
                .streamSpecification(stream -> stream.streamEnabled(true).streamViewType(SHAPE.stream()))
                .deletionProtectionEnabled(SHAPE.deletionProtection())
                .build();
    }

    private static List<KeySchemaElement> schema(TableShape.Key key) {
        return List.of(
                KeySchemaElement.builder()
                        .attributeName(key.partition())
                        .keyType(KeyType.HASH)
                        .build(),
                KeySchemaElement.builder()
                        .attributeName(key.sort())
                        .keyType(KeyType.RANGE)
                        .build());
    }

    /**
     * What a table has otherwise than this, each in words: what, what was expected, what was found, what to do.
     *
     * @param timeToLive {@code null} where it could not be asked for
     * @param backups likewise
     */
    static List<String> differences(
            DescribeTableResponse table,
            @Nullable DescribeTimeToLiveResponse timeToLive,
            @Nullable DescribeContinuousBackupsResponse backups) {
        return Differences.of(SHAPE, table.table(), timeToLive, backups).stream()
                .map(Difference::toString)
                .toList();
    }
}
