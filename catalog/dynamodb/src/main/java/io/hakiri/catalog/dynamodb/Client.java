package io.hakiri.catalog.dynamodb;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/** The client as {@link Table} needs it: it never tries again by itself, and it uses the JDK's own HTTP client. */
final class Client {
    private Client() {}

    /** {@code endpoint}: null for the region's own. Whoever opens it closes it. */
    static DynamoDbClient open(Region region, @Nullable URI endpoint, AwsCredentialsProvider credentials) {
        DynamoDbClientBuilder builder = DynamoDbClient.builder()
                .region(region)
                .credentialsProvider(credentials)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(Attempts.PER_ATTEMPT)
                        .socketTimeout(Attempts.PER_ATTEMPT))
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()));
        return endpoint == null
                ? builder.build()
                : builder.endpointOverride(endpoint).build();
    }
}
