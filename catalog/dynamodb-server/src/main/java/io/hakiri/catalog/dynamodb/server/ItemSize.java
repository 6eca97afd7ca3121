package io.hakiri.catalog.dynamodb.server;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** How large an item is by the service's published rules: names and values, each in its way. */
final class ItemSize {
    private static final int OF_A_CONTAINER = 3;

    private ItemSize() {}

    static int of(Map<String, AttributeValue> item) {
        return item.entrySet().stream()
                .mapToInt(entry -> utf8(entry.getKey()) + of(entry.getValue()))
                .sum();
    }

    private static int of(AttributeValue value) {
        return switch (value.type()) {
            case S -> utf8(value.s());
            case N -> number(value.n());
            case B -> Objects.requireNonNull(value.b()).asByteArrayUnsafe().length;
            case BOOL, NUL -> 1;
            case SS -> value.ss().stream().mapToInt(ItemSize::utf8).sum();
            case NS -> value.ns().stream().mapToInt(ItemSize::number).sum();
            case BS ->
                value.bs().stream().mapToInt(b -> b.asByteArrayUnsafe().length).sum();
            case L ->
                OF_A_CONTAINER + value.l().stream().mapToInt(one -> 1 + of(one)).sum();
            case M -> OF_A_CONTAINER + value.m().size() + of(value.m());
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException("a value of no known type");
        };
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** A byte for two significant digits, one more, and one for the sign. */
    private static int number(String text) {
        BigDecimal number = new BigDecimal(text).stripTrailingZeros();
        return (number.precision() + 1) / 2 + 1 + (number.signum() < 0 ? 1 : 0);
    }
}
