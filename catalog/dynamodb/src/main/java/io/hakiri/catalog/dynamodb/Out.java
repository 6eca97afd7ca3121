package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.RunId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes the content of items: numbers in as few bytes as they need (seven bits to a byte, small negative ones short too),
 * texts in UTF-8 behind their length. Times and fences of one item lie close together: each is written as how far it is from the
 * one before. The texts of positions lie together at the beginning: tokens have an alphabet of their own, and deflate better apart
 * from all else ({@link Content}). {@link In} reads it.
 */
final class Out {
    private static final int MORE = 0x80;
    private static final int SEVEN_BITS = 0x7F;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final int ID_LENGTH = 36;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final ByteArrayOutputStream positions = new ByteArrayOutputStream();
    private long lastFence;
    private long lastMicros;

    Out number(long value) {
        long rest = (value << 1) ^ (value >> (Long.SIZE - 1));
        while ((rest & ~(long) SEVEN_BITS) != 0) {
            bytes.write((int) (rest & SEVEN_BITS) | MORE);
            rest >>>= 7;
        }
        bytes.write((int) rest);
        return this;
    }

    Out flag(boolean value) {
        bytes.write(value ? 1 : 0);
        return this;
    }

    Out bytes(byte[] value) {
        number(value.length);
        bytes.writeBytes(value);
        return this;
    }

    Out text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** The name of an object: the run's id within it is as short as an id. */
    Out name(String value) {
        Matcher id = ID.matcher(value);
        if (value.length() < ID_LENGTH || !id.find()) {
            return number(0).text(value);
        }
        return number(id.start() + 1)
                .uuid(UUID.fromString(id.group()))
                .text(value.substring(0, id.start()) + value.substring(id.end()));
    }

    /** A text that may be hexadecimal digits. */
    Out digits(String value) {
        boolean digits =
                !value.isEmpty() && value.length() % 2 == 0 && value.chars().allMatch(Out::isDigit);
        flag(digits);
        return digits ? bytes(HexFormat.of().parseHex(value)) : text(value);
    }

    private static boolean isDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }

    Out textOrNull(@Nullable String value) {
        return orNull(value, Out::text);
    }

    /** By its place among the words of its kind, which never change their order (StoredWordsTest). */
    @SuppressWarnings("EnumOrdinal") // a name would be ten bytes in each item; a test holds the order
    Out word(Enum<?> value) {
        return number(value.ordinal());
    }

    /** 0 is none, which does not count as the one before. */
    Out fence(Fence value) {
        if (value.equals(Fence.NONE)) {
            return number(0);
        }
        long further = value.value() - lastFence;
        lastFence = value.value();
        return number(further >= 0 ? further + 1 : further);
    }

    /** In microseconds, as every catalog keeps them. */
    Out instant(Instant value) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, value);
        number(micros - lastMicros);
        lastMicros = micros;
        return this;
    }

    Out instantOrNull(@Nullable Instant value) {
        return orNull(value, Out::instant);
    }

    Out run(RunId value) {
        return uuid(value.value());
    }

    private Out uuid(UUID value) {
        for (long half : new long[] {value.getMostSignificantBits(), value.getLeastSignificantBits()}) {
            for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
                bytes.write((int) (half >>> shift));
            }
        }
        return this;
    }

    Out runOrNull(@Nullable RunId value) {
        return orNull(value, Out::run);
    }

    /** A position; its kind is a number: 0 for none, 1 monotonic, 2 opaque token, 3 snapshot id. */
    Out position(@Nullable Position value) {
        number(kind(value));
        if (value != null) {
            byte[] text = value.value().getBytes(StandardCharsets.UTF_8);
            number(text.length);
            positions.writeBytes(text);
            if (value instanceof Position.Monotonic(var _, Bytes orderKey)) {
                bytes(orderKey.toArray());
            }
        }
        return this;
    }

    static int kind(@Nullable Position position) {
        return switch (position) {
            case null -> 0;
            case Position.Monotonic _ -> 1;
            case Position.OpaqueToken _ -> 2;
            case Position.SnapshotId _ -> 3;
        };
    }

    <T> Out orNull(@Nullable T value, BiConsumer<Out, T> writing) {
        flag(value != null);
        if (value != null) {
            writing.accept(this, value);
        }
        return this;
    }

    <T> Out list(Collection<T> values, BiConsumer<Out, T> writing) {
        number(values.size());
        values.forEach(value -> writing.accept(this, value));
        return this;
    }

    byte[] done() {
        Out whole = new Out().bytes(positions.toByteArray());
        whole.bytes.writeBytes(bytes.toByteArray());
        return whole.bytes.toByteArray();
    }
}
