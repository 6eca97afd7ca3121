package io.hakiri.catalog.relational;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.RunId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How the values of a statement are stored, and what stored ones mean: texts, longs and bytes. */
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

    /** The stored number of a position's kind. */
    public static long kind(Position position) {
        return Row.kind(position);
    }

    /** The stored order key of a position; {@code null} where it has none. */
    public static byte @Nullable [] orderKey(Position position) {
        Bytes orderKey = Row.orderKey(position);
        return orderKey == null ? null : orderKey.toArray();
    }

    /** A position of what is stored; {@code null} for the start. */
    public static @Nullable Position position(@Nullable Long kind, @Nullable String value, byte @Nullable [] orderKey) {
        return kind == null || value == null ? null : Row.position(kind.intValue(), value, orderKey);
    }

    /** The stored number of an instant. */
    public static long micros(Instant instant) {
        return Row.micros(instant);
    }

    /** The stored number of a duration. */
    public static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    /** The instant of a stored number. */
    public static Instant instant(long micros) {
        return Row.ofMicros(micros);
    }
}
