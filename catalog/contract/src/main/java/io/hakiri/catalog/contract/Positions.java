package io.hakiri.catalog.contract;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Position;
import java.nio.ByteBuffer;

/** Positions as speech: {@code Positions.at(7)}. */
final class Positions {
    private Positions() {}

    /** A monotonic position whose order is that of the numbers, which are not negative. */
    static Position.Monotonic at(long number) {
        return new Position.Monotonic(Long.toString(number), orderKey(number));
    }

    static Position token(String value) {
        return new Position.OpaqueToken(value);
    }

    static Position snapshot(String value) {
        return new Position.SnapshotId(value);
    }

    static Bytes orderKey(long number) {
        return Bytes.of(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }
}
