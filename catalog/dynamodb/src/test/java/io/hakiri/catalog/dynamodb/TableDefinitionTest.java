package io.hakiri.catalog.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.dynamodb.server.DynamoServer;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryStatus;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ReplicaDescription;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Real tables, made right and made wrong. */
class TableDefinitionTest {
    private static final List<AttributeDefinition> ATTRIBUTES = List.of(
            attribute("pk", ScalarAttributeType.S),
            attribute("sk", ScalarAttributeType.S),
            attribute("dp", ScalarAttributeType.S),
            attribute("dw", ScalarAttributeType.N));

    private final DynamoServer server = new DynamoServer();
    private final DynamoDbClient client = DynamoServer.client();
    private final String name = server.newTableName();

    @AfterEach
    void close() {
        server.close();
    }

    private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(type)
                .build();
    }

    private static List<KeySchemaElement> schema(String partition, String sort) {
        return List.of(
                KeySchemaElement.builder()
                        .attributeName(partition)
                        .keyType(KeyType.HASH)
                        .build(),
                KeySchemaElement.builder()
                        .attributeName(sort)
                        .keyType(KeyType.RANGE)
                        .build());
    }

    private static GlobalSecondaryIndex index(String name, String partition, String sort, ProjectionType projection) {
        return GlobalSecondaryIndex.builder()
                .indexName(name)
                .keySchema(schema(partition, sort))
                .projection(p -> p.projectionType(projection))
                .build();
    }

    /** The right one, changed. */
    private DescribeTableResponse made(Consumer<CreateTableRequest.Builder> otherwise) {
        CreateTableRequest.Builder request = TableDefinition.create(name).toBuilder();
        otherwise.accept(request);
        client.createTable(request.build());
        return client.describeTable(table -> table.tableName(name));
    }

    private List<String> differences(Consumer<CreateTableRequest.Builder> otherwise) {
        return TableDefinition.differences(made(otherwise), expiring("ttl"), recovering(true));
    }

    private DescribeTimeToLiveResponse expiring(String attribute) {
        client.updateTimeToLive(request -> request.tableName(name)
                .timeToLiveSpecification(ttl -> ttl.enabled(true).attributeName(attribute)));
        return client.describeTimeToLive(request -> request.tableName(name));
    }

    /** As the service answers; DynamoDB Local does not. */
    private static DescribeContinuousBackupsResponse recovering(boolean on) {
        return DescribeContinuousBackupsResponse.builder()
                .continuousBackupsDescription(backups ->
                        backups.pointInTimeRecoveryDescription(recovery -> recovery.pointInTimeRecoveryStatus(
                                on ? PointInTimeRecoveryStatus.ENABLED : PointInTimeRecoveryStatus.DISABLED)))
                .build();
    }

    @Test
    void whatIsMadeIsWhatIsDescribed() {
        CreateTableRequest request = TableDefinition.create(name);
        TableShape shape = TableDefinition.describe();

        assertThat(request.attributeDefinitions())
                .containsExactlyElementsOf(shape.attributes().stream()
                        .map(one -> attribute(one.name(), ScalarAttributeType.fromValue(one.type())))
                        .toList());
        assertThat(request.keySchema())
                .isEqualTo(schema(shape.key().partition(), shape.key().sort()));
        assertThat(request.globalSecondaryIndexes())
                .isEqualTo(shape.indexes().stream()
                        .map(one -> index(
                                one.name(),
                                one.key().partition(),
                                one.key().sort(),
                                ProjectionType.fromValue(one.projection())))
                        .toList());
        assertThat(request.billingModeAsString()).isEqualTo(shape.billingMode());
        assertThat(request.streamSpecification().streamEnabled()).isTrue();
        assertThat(request.streamSpecification().streamViewTypeAsString()).isEqualTo(shape.stream());
        assertThat(request.deletionProtectionEnabled()).isEqualTo(shape.deletionProtection());
        assertThat(request.localSecondaryIndexes()).isEmpty();
    }

    @Test
    void itIsWhatTheCodeUses() {
        TableShape shape = TableDefinition.describe();

        assertThat(shape.key()).isEqualTo(new TableShape.Key("pk", "sk"));
        assertThat(shape.indexes())
                .containsExactly(new TableShape.Index("due", new TableShape.Key("dp", "dw"), "KEYS_ONLY"));
        assertThat(shape.timeToLive()).isEqualTo("ttl");
        assertThat(shape.pointInTimeRecovery()).isTrue();
        assertThat(shape.stream()).isEqualTo("NEW_AND_OLD_IMAGES");
        assertThat(shape.billingMode()).isEqualTo("PAY_PER_REQUEST");
        assertThat(shape.deletionProtection()).isTrue();
        assertThat(shape.attributes()).extracting(TableShape.Attribute::name).containsExactly("pk", "sk", "dp", "dw");
    }

    @Test
    void theTableThatItMakesHasNoDifference() {
        assertThat(differences(_ -> {})).isEmpty();
    }

    @Test
    void anotherKeyIsNamed() {
        assertThat(differences(table -> table.keySchema(schema("sk", "pk"))))
                .containsExactly("key: expected pk (S) and sk (S), found sk (S) and pk (S)."
                        + " A table's key stays as it was made: name another table, which hakiri catalog init makes");
    }

    @Test
    void aKeyOfAnotherTypeIsNamed() {
        assertThat(differences(table -> table.attributeDefinitions(Stream.concat(
                                Stream.of(attribute("sk", ScalarAttributeType.N)),
                                ATTRIBUTES.stream()
                                        .filter(one -> !one.attributeName().equals("sk")))
                        .toList())))
                .singleElement()
                .asString()
                .startsWith("key: expected pk (S) and sk (S), found pk (S) and sk (N).");
    }

    @Test
    void aKeyOfOneAttributeIsNamed() {
        assertThat(differences(table -> table.keySchema(schema("pk", "sk").subList(0, 1))
                        .attributeDefinitions(ATTRIBUTES.stream()
                                .filter(one -> !one.attributeName().equals("sk"))
                                .toList())))
                .singleElement()
                .asString()
                .startsWith("key: expected pk (S) and sk (S), found pk (S).");
    }

    @Test
    void aMissingIndexIsNamed() {
        assertThat(differences(table -> table.globalSecondaryIndexes((List<GlobalSecondaryIndex>) null)
                        .attributeDefinitions(ATTRIBUTES.subList(0, 2))))
                .singleElement()
                .asString()
                .startsWith("index due: expected dp (S) and dw (N) with KEYS_ONLY, found none.");
    }

    @Test
    void anIndexByAnotherKeyIsNamed() {
        assertThat(differences(table -> table.globalSecondaryIndexes(index("due", "pk", "dw", ProjectionType.KEYS_ONLY))
                        .attributeDefinitions(ATTRIBUTES.get(0), ATTRIBUTES.get(1), ATTRIBUTES.get(3))))
                .singleElement()
                .asString()
                .startsWith("index due: expected dp (S) and dw (N), found pk (S) and dw (N).");
    }

    @Test
    void anotherProjectionIsNamed() {
        assertThat(differences(table -> table.globalSecondaryIndexes(index("due", "dp", "dw", ProjectionType.ALL))))
                .singleElement()
                .asString()
                .startsWith("index due, projection: expected KEYS_ONLY, found ALL.");
    }

    @Test
    void anIndexThatIsBeingMadeIsNamed() {
        DescribeTableResponse table = made(_ -> {});
        DescribeTableResponse making = table.toBuilder()
                .table(table.table().toBuilder()
                        .globalSecondaryIndexes(table.table().globalSecondaryIndexes().getFirst().toBuilder()
                                .indexStatus(IndexStatus.CREATING)
                                .build())
                        .build())
                .build();

        assertThat(TableDefinition.differences(making, null, null))
                .containsExactly("index due: expected ACTIVE, found CREATING. Wait until the service has done with it");
    }

    @Test
    void indexesThatNobodyUsesAreNamed() {
        assertThat(differences(table -> table.globalSecondaryIndexes(
                                index("due", "dp", "dw", ProjectionType.KEYS_ONLY),
                                index("extra", "dp", "sk", ProjectionType.ALL))
                        .localSecondaryIndexes(LocalSecondaryIndex.builder()
                                .indexName("local")
                                .keySchema(schema("pk", "dw"))
                                .projection(p -> p.projectionType(ProjectionType.ALL))
                                .build())))
                .containsExactly(
                        "index extra: expected none, found one."
                                + " Hakiri does not use it, and it costs write units: remove it",
                        "index local: expected none, found one."
                                + " Hakiri does not use it, and it costs write units: remove it");
    }

    @Test
    void provisionedUnitsAreNamed() {
        assertThat(differences(table -> table.billingMode(BillingMode.PROVISIONED)
                        .provisionedThroughput(
                                units -> units.readCapacityUnits(5L).writeCapacityUnits(5L))
                        .globalSecondaryIndexes(index("due", "dp", "dw", ProjectionType.KEYS_ONLY).toBuilder()
                                .provisionedThroughput(
                                        units -> units.readCapacityUnits(5L).writeCapacityUnits(5L))
                                .build())))
                .singleElement()
                .asString()
                .startsWith("billing: expected PAY_PER_REQUEST, found PROVISIONED.")
                .endsWith("aws dynamodb update-table --table-name " + name + " --billing-mode PAY_PER_REQUEST");
    }

    @Test
    void aMissingStreamIsNamed() {
        assertThat(differences(table -> table.streamSpecification(stream -> stream.streamEnabled(false))))
                .singleElement()
                .asString()
                .startsWith("stream: expected NEW_AND_OLD_IMAGES, found none.")
                .contains("--stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES");
    }

    @Test
    void aStreamThatShowsLessIsNamed() {
        assertThat(differences(table -> table.streamSpecification(
                        stream -> stream.streamEnabled(true).streamViewType("KEYS_ONLY"))))
                .singleElement()
                .asString()
                .startsWith("stream: expected NEW_AND_OLD_IMAGES, found KEYS_ONLY."
                        + " Switch the one that there is off first.");
    }

    @Test
    void aTableThatAnybodyMayDeleteIsNamed() {
        assertThat(differences(table -> table.deletionProtectionEnabled(false)))
                .singleElement()
                .asString()
                .startsWith("deletion protection: expected on, found off.");
    }

    @Test
    void expiryThatIsOffIsNamed() {
        DescribeTableResponse table = made(_ -> {});

        assertThat(TableDefinition.differences(
                        table, client.describeTimeToLive(request -> request.tableName(name)), recovering(true)))
                .containsExactly("time to live: expected on, by the attribute ttl, found off."
                        + " hakiri catalog upgrade switches it on");
    }

    @Test
    void expiryByAnotherAttributeIsNamed() {
        DescribeTableResponse table = made(_ -> {});

        assertThat(TableDefinition.differences(table, expiring("expires"), recovering(true)))
                .singleElement()
                .asString()
                .startsWith("time to live: expected on, by the attribute ttl, found on, by the attribute expires.");
    }

    @Test
    void recoveryThatIsOffIsNamed() {
        DescribeTableResponse table = made(_ -> {});

        assertThat(TableDefinition.differences(table, expiring("ttl"), recovering(false)))
                .containsExactly(
                        "point-in-time recovery: expected on, found off. hakiri catalog upgrade switches it on");
    }

    @Test
    void regionsThatWriteWithoutAskingEachOtherAreNamed() {
        DescribeTableResponse table = made(_ -> {});
        DescribeTableResponse global = table.toBuilder()
                .table(table.table().toBuilder()
                        .replicas(ReplicaDescription.builder()
                                .regionName("eu-west-1")
                                .build())
                        .build())
                .build();

        assertThat(TableDefinition.differences(global, null, null))
                .singleElement()
                .asString()
                .startsWith("replicas: expected none, found eu-west-1.");
    }

    @Test
    void allDifferencesAreNamedTheFatalOnesFirst() {
        assertThat(differences(table -> table.keySchema(schema("sk", "pk"))
                        .deletionProtectionEnabled(false)
                        .streamSpecification(stream -> stream.streamEnabled(false))
                        .globalSecondaryIndexes((List<GlobalSecondaryIndex>) null)
                        .attributeDefinitions(ATTRIBUTES.subList(0, 2))))
                .extracting(text -> text.substring(0, text.indexOf(':')))
                .containsExactly("key", "index due", "stream", "deletion protection");
    }
}
