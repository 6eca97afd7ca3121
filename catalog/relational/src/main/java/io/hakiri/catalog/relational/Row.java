package io.hakiri.catalog.relational;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.RunId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The current row of a result, in the words of the domain. Columns count from 1. */
public abstract class Row {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int MONOTONIC = 1;
    private static final int OPAQUE_TOKEN = 2;
    private static final int SNAPSHOT_ID = 3;

    /** For backends. */
    protected Row() {}

    /** A number; 0 where it is null. */
    public abstract long number(int column);

    /** A text that may be null. */
    public abstract @Nullable String textOrNull(int column);

    /** Bytes that may be null. */
    public abstract byte @Nullable [] bytesOrNull(int column);

    /** Whether it is null. */
    public abstract boolean absent(int column);

    /** A number that fits. */
    public int count(int column) {
        return (int) number(column);
    }

    /** A flag. */
    public boolean flag(int column) {
        return number(column) != 0;
    }

    /** A text that is never null. */
    public String text(int column) {
        return Objects.requireNonNull(textOrNull(column), "a column that is never null");
    }

    byte[] bytes(int column) {
        return Objects.requireNonNull(bytesOrNull(column), "a column that is never null");
    }

    /** Bytes that are never null. */
    public Bytes blob(int column) {
        return Bytes.of(bytes(column));
    }

    @Nullable
    Bytes blobOrNull(int column) {
        byte[] bytes = bytesOrNull(column);
        return bytes == null ? null : Bytes.of(bytes);
    }

    Fence fence(int column) {
        return new Fence(number(column));
    }

    Instant instant(int column) {
        return ofMicros(number(column));
    }

    @Nullable
    Instant instantOrNull(int column) {
        long micros = number(column);
        return micros == 0 && absent(column) ? null : ofMicros(micros);
    }

    RunId run(int column) {
        ByteBuffer id = ByteBuffer.wrap(bytes(column));
        return new RunId(new UUID(id.getLong(), id.getLong()));
    }

    /** The position of three neighbouring columns: kind, value, order key. */
    @Nullable
    Position position(int kindColumn) {
        String value = textOrNull(kindColumn + 1);
        if (value == null) {
            return null;
        }
        return position(count(kindColumn), value, bytesOrNull(kindColumn + 2));
    }

    static Position position(int kind, String value, byte @Nullable [] orderKey) {
        return switch (kind) {
            case MONOTONIC -> new Position.Monotonic(value, Bytes.of(Objects.requireNonNull(orderKey)));
            case OPAQUE_TOKEN -> new Position.OpaqueToken(value);
            case SNAPSHOT_ID -> new Position.SnapshotId(value);
            default -> throw new CatalogException.Corrupt("a cursor has the unknown kind " + kind, null);
        };
    }

    static int kind(Position position) {
        return switch (position) {
            case Position.Monotonic _ -> MONOTONIC;
            case Position.OpaqueToken _ -> OPAQUE_TOKEN;
            case Position.SnapshotId _ -> SNAPSHOT_ID;
        };
    }

    static @Nullable Bytes orderKey(Position position) {
        return position instanceof Position.Monotonic(var _, Bytes orderKey) ? orderKey : null;
    }

    static byte[] bytes(RunId run) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(run.value().getMostSignificantBits())
                .putLong(run.value().getLeastSignificantBits())
                .array();
    }

    /** Instants beyond the range of microseconds (±290,000 years) become its border. */
    static long micros(Instant instant) {
        try {
            return Math.addExact(
                    Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND), instant.getNano() / 1_000);
        } catch (ArithmeticException e) {
            return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    static Instant ofMicros(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
