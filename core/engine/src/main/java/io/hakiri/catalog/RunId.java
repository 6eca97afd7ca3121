package io.hakiri.catalog;

import java.util.UUID;

/** One attempt to move a pipeline forward: a UUID of version 7, so that ids sort by the time they were made. */
public record RunId(UUID value) {
    private static final int VERSION = 7;
    /** Below the milliseconds. */
    private static final int TIME_SHIFT = 16;

    public RunId {
        if (value.version() != VERSION) {
            throw new InvalidInput("run", "a UUID of version " + VERSION, value.toString());
        }
    }

    /** Reads the usual text form; {@link InvalidInput} where it is none. */
    public static RunId parse(String text) {
        try {
            return new RunId(UUID.fromString(text));
        } catch (InvalidInput wrongVersion) {
            throw wrongVersion;
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("run", "a UUID of version " + VERSION, text);
        }
    }

    /** Whether it names what a chunk of a backfill stages ({@link ChunkWriter#staging}), and no run. */
    public boolean ofChunk() {
        return value.getMostSignificantBits() >>> TIME_SHIFT == 0;
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
