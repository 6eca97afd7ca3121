package io.hakiri.executors;

import io.hakiri.catalog.AddressOptions;
import io.hakiri.catalog.InvalidInput;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * How a service of AWS is reached; who comes is known by the credentials that the SDK finds.
 *
 * @param region {@code null} for the one that the SDK finds
 * @param endpoint instead of the region's own, such as a VPC endpoint; {@code null} for the usual one
 */
record AwsAccess(@Nullable Region region, @Nullable URI endpoint) {
    private static final String REGION = "[a-z0-9][a-z0-9-]{0,62}";
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration SILENCE = Duration.ofSeconds(10);
    /** With the SDK's own tries: a look at what is due waits for it. */
    private static final Duration CALL = Duration.ofSeconds(20);

    static AwsAccess of(AddressOptions options) {
        return new AwsAccess(
                options.text("region").map(AwsAccess::region).orElse(null),
                options.text("endpoint").map(AwsAccess::endpoint).orElse(null));
    }

    <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(B builder) {
        builder.httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(SILENCE))
                .overrideConfiguration(override -> override.apiCallTimeout(CALL));
        if (region != null) {
            builder.region(region);
        }
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        try {
            return builder.build();
        } catch (SdkClientException e) {
            // the SDK looks for a region as soon as a client is made
            throw new InvalidInput(
                    "region", "region=REGION in the address, or AWS_REGION", String.valueOf(e.getMessage()));
        }
    }

    private static Region region(String text) {
        if (!text.matches(REGION)) {
            throw new InvalidInput("region", "a region of AWS such as eu-central-1", text);
        }
        return Region.of(text);
    }

    private static URI endpoint(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && List.of("http", "https").contains(uri.getScheme())) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new InvalidInput("endpoint", "https://HOST or http://HOST:PORT", "something else");
    }
}
