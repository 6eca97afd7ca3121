package io.hakiri.catalog.relational;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How the values of a statement are stored: as texts, longs and bytes. */
public final class Values {
    private Values() {}

    /** A {@link String}, {@link Long} or {@code byte[]}; {@code null} for what is absent. */
    public static @Nullable Object stored(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Long number -> number;
            case Integer number -> Long.valueOf(number);
            case Boolean flag -> flag ? 1L : 0L;
            case byte[] bytes -> bytes;
            case Bytes bytes -> bytes.toArray();
            case Instant instant -> Row.micros(instant);
            case Fence fence -> fence.value();
            case RunId run -> Row.bytes(run);
            case Enum<?> word -> word.name();
            default -> throw new IllegalArgumentException("no column holds a " + value.getClass());
        };
    }
}
