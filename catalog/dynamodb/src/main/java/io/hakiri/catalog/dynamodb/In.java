package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.RunId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what {@link Out} wrote; content that ends too early or cannot be read is {@link CatalogException.Corrupt}. */
final class In {
    private static final int MORE = 0x80;
    private static final int SEVEN_BITS = 0x7F;
    private static final int RUN_BYTES = 16;

    private final byte[] bytes;
    private int at;
    private int positionsAt;
    private final int positionsEnd;
    private long lastFence;
    private long lastMicros;

    In(byte[] bytes) {
        this.bytes = bytes;
        int length = length();
        positionsAt = at;
        positionsEnd = at + length;
        at = positionsEnd;
    }

    /** The same bytes from here on, to be looked at first. */
    In here() {
        In same = new In(bytes);
        same.at = at;
        same.positionsAt = positionsAt;
        same.lastFence = lastFence;
        same.lastMicros = lastMicros;
        return same;
    }

    /** Whether anything follows: an older program ended here. */
    boolean more() {
        return at < bytes.length;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = next();
            value |= (long) (next & SEVEN_BITS) << shift;
            if ((next & MORE) == 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw corrupt("a number without an end");
    }

    int count() {
        return Math.toIntExact(number());
    }

    boolean flag() {
        return next() != 0;
    }

    private int length() {
        long length = number();
        if (length < 0 || length > bytes.length - at) {
            throw corrupt("a length of " + length);
        }
        return (int) length;
    }

    byte[] bytes() {
        int length = length();
        byte[] value = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return value;
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    String name() {
        int idAt = count() - 1;
        if (idAt < 0) {
            return text();
        }
        UUID id = uuid();
        String around = text();
        if (idAt > around.length()) {
            throw corrupt("an id at " + idAt + " of a name");
        }
        return around.substring(0, idAt) + id + around.substring(idAt);
    }

    String digits() {
        return flag() ? HexFormat.of().formatHex(bytes()) : text();
    }

    @Nullable
    String textOrNull() {
        return orNull(In::text);
    }

    <E extends Enum<E>> E word(Class<E> type) {
        int place = count();
        E[] words = type.getEnumConstants();
        if (place < 0 || place >= words.length) {
            throw corrupt("the " + type.getSimpleName() + " " + place);
        }
        return words[place];
    }

    Fence fence() {
        long further = number();
        if (further == 0) {
            return Fence.NONE;
        }
        lastFence += further > 0 ? further - 1 : further;
        return new Fence(lastFence);
    }

    Instant instant() {
        lastMicros += number();
        return Instant.EPOCH.plus(lastMicros, ChronoUnit.MICROS);
    }

    @Nullable
    Instant instantOrNull() {
        return orNull(In::instant);
    }

    RunId run() {
        return new RunId(uuid());
    }

    private UUID uuid() {
        return new UUID(half(), half());
    }

    @Nullable
    RunId runOrNull() {
        return orNull(In::run);
    }

    private long half() {
        long value = 0;
        for (int i = 0; i < RUN_BYTES / 2; i++) {
            value = (value << Byte.SIZE) | next();
        }
        return value;
    }

    @Nullable
    Position position() {
        int kind = count();
        return switch (kind) {
            case 0 -> null;
            case 1 -> new Position.Monotonic(positionText(), Bytes.of(bytes()));
            case 2 -> new Position.OpaqueToken(positionText());
            case 3 -> new Position.SnapshotId(positionText());
            default -> throw corrupt("the kind of cursor " + kind);
        };
    }

    private String positionText() {
        int length = count();
        if (length < 0 || length > positionsEnd - positionsAt) {
            throw corrupt("a position of " + length + " bytes");
        }
        positionsAt += length;
        return new String(bytes, positionsAt - length, length, StandardCharsets.UTF_8);
    }

    /** Where the texts of positions end in what {@link Out} wrote. */
    static int endOfPositions(byte[] content) {
        return new In(content).positionsEnd;
    }

    <T> @Nullable T orNull(Function<In, T> reading) {
        return flag() ? reading.apply(this) : null;
    }

    <T> List<T> list(Function<In, T> reading) {
        int size = count();
        List<T> values = new ArrayList<>(Math.min(size, bytes.length));
        for (int i = 0; i < size; i++) {
            values.add(reading.apply(this));
        }
        return values;
    }

    private int next() {
        if (at >= bytes.length) {
            throw corrupt("its end");
        }
        return bytes[at++] & 0xFF;
    }

    private CatalogException.Corrupt corrupt(String found) {
        return new CatalogException.Corrupt("an item cannot be read: at byte " + at + " it has " + found, null);
    }
}
