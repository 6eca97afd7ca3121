package io.hakiri.catalog.dynamodb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

class ServersTest {
    private static final Map<String, AttributeValue> ITEM = Map.of("pk", AttributeValue.fromS("a"));

    private static void makeTable(DynamoDbClient client, String name) {
        client.createTable(table -> table.tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(KeySchemaElement.builder()
                        .attributeName("pk")
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("pk")
                        .attributeType(ScalarAttributeType.S)
                        .build()));
    }

    @Test
    void allRegionsAndKeysSeeTheSameTablesUntilTheirTestIsOver() {
        String name;
        try (DynamoServer server = new DynamoServer()) {
            name = server.newTableName();
            server.newTableName();
            makeTable(DynamoServer.client(), name);
            DynamoServer.client().putItem(put -> put.tableName(name).item(ITEM));
            try (DynamoDbClient other = DynamoDbClient.builder()
                    .endpointOverride(DynamoServer.endpoint())
                    .region(Region.US_WEST_2)
                    .credentialsProvider(
                            StaticCredentialsProvider.create(AwsBasicCredentials.create("somebody", "else")))
                    .httpClientBuilder(UrlConnectionHttpClient.builder())
                    .build()) {
                assertThat(other.getItem(get -> get.tableName(name).key(ITEM)).item())
                        .isEqualTo(ITEM);
            }
        }
        assertThatThrownBy(() -> DynamoServer.client().describeTable(table -> table.tableName(name)))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void whatWasAcknowledgedIsThereAfterAKill() {
        try (OwnDynamo server = OwnDynamo.start();
                DynamoDbClient client = DynamoServer.client(server.endpoint())) {
            makeTable(client, "kept");
            client.putItem(put -> put.tableName("kept").item(ITEM));
            long before = server.pid();
            server.kill();
            assertThat(ProcessHandle.of(before)).isEmpty();
            server.startAgain();
            assertThat(server.pid()).isNotEqualTo(before);
            assertThat(client.getItem(get -> get.tableName("kept").key(ITEM)).item())
                    .isEqualTo(ITEM);
        }
    }
}
