package io.hakiri.catalog.sqlite;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.RunId;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The current row of a result, in the words of the domain. Columns count from 1. */
final class Row {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int MONOTONIC = 1;
    private static final int OPAQUE_TOKEN = 2;
    private static final int SNAPSHOT_ID = 3;

    private final ResultSet result;

    Row(ResultSet result) {
        this.result = result;
    }

    long number(int column) throws SQLException {
        return result.getLong(column);
    }

    int count(int column) throws SQLException {
        return result.getInt(column);
    }

    boolean flag(int column) throws SQLException {
        return result.getInt(column) != 0;
    }

    boolean absent(int column) throws SQLException {
        return result.getObject(column) == null;
    }

    String text(int column) throws SQLException {
        return result.getString(column);
    }

    @Nullable
    String textOrNull(int column) throws SQLException {
        return result.getString(column);
    }

    byte[] bytes(int column) throws SQLException {
        return result.getBytes(column);
    }

    Bytes blob(int column) throws SQLException {
        return Bytes.of(bytes(column));
    }

    @Nullable
    Bytes blobOrNull(int column) throws SQLException {
        byte[] bytes = result.getBytes(column);
        return bytes == null ? null : Bytes.of(bytes);
    }

    Fence fence(int column) throws SQLException {
        return new Fence(number(column));
    }

    Instant instant(int column) throws SQLException {
        return ofMicros(number(column));
    }

    @Nullable
    Instant instantOrNull(int column) throws SQLException {
        long micros = number(column);
        return micros == 0 && result.wasNull() ? null : ofMicros(micros);
    }

    RunId run(int column) throws SQLException {
        ByteBuffer id = ByteBuffer.wrap(bytes(column));
        return new RunId(new UUID(id.getLong(), id.getLong()));
    }

    /** The position of three neighbouring columns: kind, value, order key. */
    @Nullable
    Position position(int kindColumn) throws SQLException {
        String value = textOrNull(kindColumn + 1);
        if (value == null) {
            return null;
        }
        int kind = count(kindColumn);
        return switch (kind) {
            case MONOTONIC -> new Position.Monotonic(value, blob(kindColumn + 2));
            case OPAQUE_TOKEN -> new Position.OpaqueToken(value);
            case SNAPSHOT_ID -> new Position.SnapshotId(value);
            default -> throw new SQLException("a cursor has the unknown kind " + kind);
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
