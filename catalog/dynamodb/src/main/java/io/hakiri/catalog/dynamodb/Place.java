package io.hakiri.catalog.dynamodb;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Which table, for messages.
 *
 * @param region as its users know it, with the endpoint where it is not the region's own
 */
record Place(String table, String region) {
    static Place of(DynamoDbClient client, String table) {
        var known = client.serviceClientConfiguration();
        String region = String.valueOf(known.region());
        return new Place(
                table,
                known.endpointOverride()
                        .map(endpoint -> region + " at " + endpoint)
                        .orElse(region));
    }

    @Override
    public String toString() {
        return "DynamoDB table " + table + " in " + region;
    }
}
