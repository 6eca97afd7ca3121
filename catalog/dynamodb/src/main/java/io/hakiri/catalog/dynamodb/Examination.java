package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.InvalidInput;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.useragent.BusinessMetricFeatureId;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/**
 * What is found at an address by somebody who sets a catalog up, or wonders why it does not work. Only looks.
 *
 * @param address without options that do not say where it is
 * @param region where the table should be, and who says so
 * @param credentials where the SDK found some; never what they are
 * @param table {@code null} where it could not be asked for: then one of the others, or {@code trouble}, says why
 * @param trouble why the service did not answer for the table
 */
public record Examination(
        String address,
        Lookup region,
        Lookup credentials,
        @Nullable Found table,
        @Nullable String trouble) {
    private static final String CREDENTIALS = "CREDENTIALS_";

    /** The service's clock is told in whole seconds. */
    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

    /**
     * Something that the SDK looks for.
     *
     * @param text what it is, or what to do to have one
     */
    public record Lookup(boolean found, String text) {}

    /**
     * The table.
     *
     * @param exists whether there is one
     * @param fatal differences from {@link TableDefinition} that no catalog can work with, each in words
     * @param differences all others, and what could not be looked at, each in words
     * @param clockAhead how far the service's clock is ahead of that of this machine, to a second; {@code null} where it does not say
     * @param skew how far the address lets clocks be apart
     */
    public record Found(
            boolean exists,
            List<String> fatal,
            List<String> differences,
            @Nullable Duration clockAhead,
            Duration skew) {
        public Found {
            fatal = List.copyOf(fatal);
            differences = List.copyOf(differences);
        }
    }

    /**
     * Looks at what an address leads to.
     *
     * @param url as for {@link DynamoAddress#parse}
     * @throws InvalidInput where it is no address
     */
    public static Examination of(String url, InstantSource clock) {
        DynamoAddress address = DynamoAddress.parse(url);
        Lookup region = lookUpRegion(address);
        Lookup credentials = lookUpCredentials();
        if (!region.found || !credentials.found) {
            return new Examination(address.shown(), region, credentials, null, null);
        }
        try (DynamoDbClient client = Client.open(address)) {
            Attempts attempts = new Attempts(Attempts.Pace.STANDARD, new Random(), Waiting.REAL);
            TableState state = new TableSetup(client, address.table(), attempts, Waiting.REAL).look();
            List<String> fatal =
                    state.fatal().stream().map(Difference::toString).toList();
            Found found = new Found(
                    state.exists(),
                    fatal,
                    state.words().stream().filter(text -> !fatal.contains(text)).toList(),
                    clockAhead(client, address, clock),
                    address.skew());
            return new Examination(address.shown(), region, credentials, found, null);
        } catch (CatalogException e) {
            return new Examination(address.shown(), region, credentials, null, e.getMessage());
        }
    }

    private static Lookup lookUpRegion(DynamoAddress address) {
        try {
            String region = Client.region(address).id();
            if (address.region() != null) {
                return new Lookup(true, region + ", of the address");
            }
            boolean named = Stream.of(System.getProperty("aws.region"), System.getenv("AWS_REGION"))
                    .anyMatch(region::equals);
            return new Lookup(true, region + (named ? ", of AWS_REGION" : ", of the profile or the machine"));
        } catch (SdkClientException e) {
            return new Lookup(false, String.valueOf(Client.noRegion(address, e).getMessage()));
        }
    }

    private static Lookup lookUpCredentials() {
        try (DefaultCredentialsProvider chain =
                DefaultCredentialsProvider.builder().build()) {
            return new Lookup(
                    true,
                    chain.resolveCredentials()
                            .providerName()
                            .map(Examination::words)
                            .orElse("found"));
        } catch (SdkException e) {
            FaultWords words = FaultWords.noCredentials();
            return new Lookup(false, words.reason() + ". " + words.advice());
        }
    }

    /** The SDK says the way by which it came to them in letters, which it sends along with each request. */
    private static String words(String letters) {
        return Stream.of(letters.split(",", -1))
                .map(letter -> Stream.of(BusinessMetricFeatureId.values())
                        .filter(id -> id.name().startsWith(CREDENTIALS))
                        .filter(id -> id.value().equals(letter))
                        .map(Examination::words)
                        .findAny()
                        .orElse("found"))
                .collect(Collectors.joining(", "));
    }

    private static String words(BusinessMetricFeatureId way) {
        return switch (way) {
            case CREDENTIALS_ENV_VARS -> "environment variables";
            case CREDENTIALS_JVM_SYSTEM_PROPERTIES -> "JVM system properties";
            case CREDENTIALS_HTTP -> "container";
            case CREDENTIALS_IMDS -> "instance";
            default ->
                way.name()
                        .substring(CREDENTIALS.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', ' ');
        };
    }

    /** By one more question, which finds the connection open: the way there and back is short. */
    private static @Nullable Duration clockAhead(DynamoDbClient client, DynamoAddress address, InstantSource clock) {
        Instant asked = clock.instant();
        SdkHttpResponse answer;
        try {
            answer = client.describeTable(request -> request.tableName(address.table()))
                    .sdkHttpResponse();
        } catch (DynamoDbException e) {
            answer = e.awsErrorDetails() == null ? null : e.awsErrorDetails().sdkHttpResponse();
        } catch (SdkException e) {
            return null;
        }
        Duration away = Duration.between(asked, clock.instant());
        Instant there = answer == null
                ? null
                : answer.firstMatchingHeader("Date").map(Examination::instant).orElse(null);
        return there == null ? null : Duration.between(asked.plus(away.dividedBy(2)), there.plus(HALF_A_SECOND));
    }

    private static @Nullable Instant instant(String date) {
        try {
            return DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
