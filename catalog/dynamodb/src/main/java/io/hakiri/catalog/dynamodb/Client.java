package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.CatalogException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/**
 * The client as {@link Table} needs it: it never tries again by itself, and it uses the JDK's own HTTP client, which starts
 * fastest and is the smallest (ADR 0014). That one sends a request once, too: the SDK gives it the length of the body, and
 * it repeats only bodies that it has kept.
 */
final class Client {
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /** Of the JDK: how many connections to one host stay open while nobody uses them. It has 5 where nobody says otherwise. */
    private static final String KEPT_CONNECTIONS = "http.maxConnections";

    /** Of the JDK: how many seconds they stay open. It has 5 where neither the server nor anybody else says otherwise. */
    private static final String KEPT_SECONDS = "http.keepAlive.time.server";

    /** As many workers as one process may well have. */
    private static final String MANY = "500";

    /** A function may be called again so much later. A connection that the service has closed by then is noticed before use. */
    private static final String A_MINUTE = "60";

    /** Stands for the region of which nothing is known; no request is ever sent there. */
    private static final Region NOWHERE = Region.of("no-region");

    static {
        // read by the JDK once, with the first connection of this process, which may be for credentials
        setIfUnset(KEPT_CONNECTIONS, MANY);
        setIfUnset(KEPT_SECONDS, A_MINUTE);
    }

    private Client() {}

    /**
     * For the table of an address, with the credentials and, where the address has none, the region that the SDK finds. Nothing
     * is asked of the service yet; the region may be asked of the machine. Whoever opens it closes it.
     *
     * <p>Where there is no region, calls fail with a {@link CatalogException.Unavailable} that says what to set.
     */
    static DynamoDbClient open(DynamoAddress address) {
        try {
            return open(
                    region(address),
                    address.endpoint(),
                    DefaultCredentialsProvider.builder().build());
        } catch (SdkClientException e) {
            return open(NOWHERE, address.endpoint(), () -> {
                throw noRegion(address, e);
            });
        }
    }

    /** {@code endpoint}: null for the region's own; {@code listening}: see each call. Whoever opens it closes it. */
    static DynamoDbClient open(
            Region region,
            @Nullable URI endpoint,
            AwsCredentialsProvider credentials,
            ExecutionInterceptor... listening) {
        DynamoDbClientBuilder builder = DynamoDbClient.builder()
                .region(region)
                .credentialsProvider(credentials)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .socketTimeout(Attempts.PER_ATTEMPT))
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .executionInterceptors(List.of(listening)));
        return endpoint == null
                ? builder.build()
                : builder.endpointOverride(endpoint).build();
    }

    /** The address's, or the one that the SDK finds; {@link SdkClientException} where there is none. */
    static Region region(DynamoAddress address) {
        return address.region() != null ? Region.of(address.region()) : new DefaultAwsRegionProviderChain().getRegion();
    }

    static CatalogException.Unavailable noRegion(DynamoAddress address, SdkClientException cause) {
        return new CatalogException.Unavailable(
                "the region of " + address.shown()
                        + " is not known. Nothing was changed. Put it into the address (?region=…),"
                        + " or set AWS_REGION, or choose a profile that has one by AWS_PROFILE",
                cause);
    }

    private static void setIfUnset(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
