package io.hakiri.catalog.dynamodb;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the SDK looks for a region and credentials, empty but for what a test puts there: no environment of the machine that
 * the tests run on, no file of its user, no service of its cloud.
 */
final class Surroundings implements AutoCloseable {
    private static final List<String> EMPTY =
            List.of("aws.region", "aws.accessKeyId", "aws.secretAccessKey", "aws.sessionToken");

    private static final Map<String, String> NOWHERE = Map.of(
            "aws.disableEc2Metadata", "true",
            "aws.sharedCredentialsFile", "/nonexistent/credentials",
            "aws.configFile", "/nonexistent/config");

    private final Map<String, Optional<String>> before = new HashMap<>();

    Surroundings() {
        EMPTY.forEach(name -> put(name, null));
        NOWHERE.forEach(this::put);
    }

    Surroundings set(String property, String value) {
        put(property, value);
        return this;
    }

    private void put(String property, @Nullable String value) {
        before.putIfAbsent(property, Optional.ofNullable(System.getProperty(property)));
        if (value == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, value);
        }
    }

    @Override
    public void close() {
        before.forEach((property, value) -> value.ifPresentOrElse(
                text -> System.setProperty(property, text), () -> System.clearProperty(property)));
    }
}
