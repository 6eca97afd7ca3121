package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.AddressOptions;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Limits;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a catalog in DynamoDB is: {@code dynamodb://TABLE?option=value&…}. Nothing in it is secret: who comes is known by the
 * credentials that the SDK finds.
 *
 * @param table as the service names it: 3 to 255 of {@code A-Z a-z 0-9 _ . -}
 * @param region where the table is; {@code null} for the one that the SDK finds
 * @param endpoint instead of the region's own: DynamoDB Local, a VPC endpoint; {@code null} for the usual one
 * @param skew how far clocks of workers may be apart: what somebody with another clock waits for beyond a lease's end (C-4)
 * @param keepRuns how long finished runs are kept; {@code null} for ever
 */
record DynamoAddress(
        String table,
        @Nullable String region,
        @Nullable URI endpoint,
        Duration skew,
        @Nullable Duration keepRuns) {
    static final Duration DEFAULT_SKEW = Duration.ofSeconds(1);
    static final Duration LARGEST_SKEW = Duration.ofHours(1);

    private static final String FORM = "dynamodb://TABLE?option=value";

    private static final Pattern ADDRESS =
            Pattern.compile("dynamodb://(?<table>[^:@/?#&%]*)/?(?:\\?(?<options>[^#]*))?");

    private static final String TABLE = "[A-Za-z0-9_.-]{3,255}";
    private static final String REGION = "[a-z0-9][a-z0-9-]{0,62}";

    DynamoAddress {
        Objects.requireNonNull(table);
        Objects.requireNonNull(skew);
    }

    /**
     * Reads an address.
     *
     * @throws InvalidInput naming the part that is wrong, and the options that there are
     */
    static DynamoAddress parse(String text) {
        Matcher parts = ADDRESS.matcher(text);
        if (!parts.matches()) {
            // who takes it for a URL of another kind may have put credentials into it
            throw new InvalidInput("catalog address", FORM, "something else, not shown as it may hold a secret");
        }
        String table = parts.group("table");
        if (!table.matches(TABLE)) {
            throw new InvalidInput("table", TABLE, table.isEmpty() ? "none" : table);
        }
        AddressOptions options = AddressOptions.of(parts.group("options"));
        DynamoAddress address = new DynamoAddress(
                table,
                options.text("region").map(DynamoAddress::region).orElse(null),
                options.text("endpoint").map(DynamoAddress::endpoint).orElse(null),
                options.time("skew", Duration.ZERO, LARGEST_SKEW).orElse(DEFAULT_SKEW),
                options.time("keep-runs", Limits.SHORTEST_RETENTION, Limits.LONGEST_RETENTION)
                        .orElse(null));
        options.allUsed();
        return address;
    }

    private static String region(String text) {
        if (!text.matches(REGION)) {
            throw new InvalidInput("region", "a region of AWS such as eu-central-1", text);
        }
        return text;
    }

    private static URI endpoint(String text) {
        try {
            URI endpoint = new URI(text);
            String scheme = endpoint.getScheme();
            boolean bare = endpoint.getRawUserInfo() == null
                    && endpoint.getRawQuery() == null
                    && endpoint.getRawFragment() == null
                    && (endpoint.getRawPath() == null || endpoint.getRawPath().matches("/?"));
            if (bare && endpoint.getHost() != null && ("https".equals(scheme) || "http".equals(scheme))) {
                return endpoint;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new InvalidInput(
                "endpoint",
                "https://HOST or http://HOST:PORT, and nothing behind it",
                "something else, not shown as it may hold a secret");
    }

    /** Table and what says where it is, for messages; it can be read as an address again. */
    String shown() {
        StringJoiner options = new StringJoiner("&", "?", "").setEmptyValue("");
        if (region != null) {
            options.add("region=" + region);
        }
        if (endpoint != null) {
            options.add("endpoint=" + endpoint);
        }
        return "dynamodb://" + table + options;
    }

    @Override
    public String toString() {
        return shown();
    }
}
