package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.dynamodb.Table.Change;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** One request that writes, the same each time it is sent. */
sealed interface Writing {
    /** As the service calls it. */
    String what();

    DynamoDbResponse send(DynamoDbClient client, AwsRequestOverrideConfiguration bounds);

    static Writing of(String table, List<Change> changes) {
        if (changes.size() == 1) {
            switch (changes.getFirst()) {
                case Change.Put put -> {
                    return new OnePut(Requests.put(table, put));
                }
                case Change.Delete delete -> {
                    return new OneDelete(Requests.delete(table, delete));
                }
                case Change.Check _ -> {
                    // there is no request for it: a transaction of one
                }
            }
        }
        return new Transaction(TransactWriteItemsRequest.builder()
                .transactItems(changes.stream()
                        .map(change -> Requests.action(table, change))
                        .toList())
                .clientRequestToken(UUID.randomUUID().toString())
                .build());
    }

    record OnePut(PutItemRequest request) implements Writing {
        @Override
        public String what() {
            return "PutItem";
        }

        @Override
        public DynamoDbResponse send(DynamoDbClient client, AwsRequestOverrideConfiguration bounds) {
            return client.putItem(
                    request.toBuilder().overrideConfiguration(bounds).build());
        }
    }

    record OneDelete(DeleteItemRequest request) implements Writing {
        @Override
        public String what() {
            return "DeleteItem";
        }

        @Override
        public DynamoDbResponse send(DynamoDbClient client, AwsRequestOverrideConfiguration bounds) {
            return client.deleteItem(
                    request.toBuilder().overrideConfiguration(bounds).build());
        }
    }

    /** With a token: for ten minutes the service answers a second sending as it did the first one. */
    record Transaction(TransactWriteItemsRequest request) implements Writing {
        @Override
        public String what() {
            return "TransactWriteItems";
        }

        @Override
        public DynamoDbResponse send(DynamoDbClient client, AwsRequestOverrideConfiguration bounds) {
            return client.transactWriteItems(
                    request.toBuilder().overrideConfiguration(bounds).build());
        }
    }
}
