package io.hakiri.catalog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A table of a pipeline, and a part of it with a position of its own.
 *
 * @param stream 1–256 bytes of UTF-8 without control characters (C-22)
 * @param partition the same; {@value #DEFAULT_PARTITION} where a stream has only one
 */
public record StreamPartition(String stream, String partition) implements Comparable<StreamPartition> {
    public static final String DEFAULT_PARTITION = "0";

    public StreamPartition {
        Limits.name("stream", stream);
        Limits.name("partition", partition);
    }

    /** The only partition of a stream that has one. */
    public static StreamPartition of(String stream) {
        return new StreamPartition(stream, DEFAULT_PARTITION);
    }

    /** By the bytes of their UTF-8, as names compare everywhere (C-23). */
    @Override
    public int compareTo(StreamPartition other) {
        int streams = byBytes(stream, other.stream);
        return streams != 0 ? streams : byBytes(partition, other.partition);
    }

    private static int byBytes(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return stream + "/" + partition;
    }
}
