package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.StreamPartition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Keys of trees: bytes whose order is the order of what they name. No name holds a control character (C-22). */
final class Key {
    private static final byte END = 0;

    private Key() {}

    static Bytes of(String name) {
        return Bytes.of(name.getBytes(StandardCharsets.UTF_8));
    }

    static Bytes of(StreamPartition at) {
        return Bytes.of(joined(at.stream(), at.partition().getBytes(StandardCharsets.UTF_8)));
    }

    /** What {@link #of(StreamPartition)} made. */
    static StreamPartition at(Bytes key) {
        String[] names = new String(key.toArray(), StandardCharsets.UTF_8).split("\0", -1);
        return new StreamPartition(names[0], names[1]);
    }

    /** Of the n-th of a name: a version of a stream, a chunk of a backfill. */
    static Bytes of(String name, int number) {
        return Bytes.of(
                joined(name, ByteBuffer.allocate(Integer.BYTES).putInt(number).array()));
    }

    /** The name of what {@link #of(String, int)} made. */
    static String nameOf(Bytes key) {
        byte[] bytes = key.toArray();
        return new String(bytes, 0, bytes.length - 1 - Integer.BYTES, StandardCharsets.UTF_8);
    }

    /** What all keys of a name's parts begin with. */
    static Bytes within(String name) {
        return Bytes.of(joined(name, new byte[0]));
    }

    static Bytes of(ReceiptId id) {
        return Bytes.of(ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES)
                .putLong(id.fence().value())
                .putInt(id.step())
                .putInt(id.ordinal())
                .array());
    }

    static Bytes of(Fence fence) {
        return Bytes.of(ByteBuffer.allocate(Long.BYTES).putLong(fence.value()).array());
    }

    static Bytes of(RunId run) {
        return Bytes.of(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(run.value().getMostSignificantBits())
                .putLong(run.value().getLeastSignificantBits())
                .array());
    }

    static boolean beginsWith(Bytes key, Bytes prefix) {
        byte[] whole = key.toArray();
        byte[] beginning = prefix.toArray();
        return whole.length >= beginning.length
                && java.util.Arrays.equals(whole, 0, beginning.length, beginning, 0, beginning.length);
    }

    private static byte[] joined(String name, byte[] rest) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(bytes.length + 1 + rest.length)
                .put(bytes)
                .put(END)
                .put(rest)
                .array();
    }
}
