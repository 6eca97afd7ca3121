package io.hakiri.catalog;

/**
 * Something a run has staged at the destination, not yet visible to its readers (C-25).
 *
 * @param kind what it holds
 * @param name the object's name at the destination, made of run, fence and step; at most 1 KiB
 * @param digest of its content, as the destination makes it; at most 256 bytes
 */
public record StagedObject(String stream, Kind kind, String name, String digest, long bytes, long rows) {
    /** What a staged object holds. */
    public enum Kind {
        /** Rows of the stream. */
        DATA,
        /** Rows set aside, with the reason. */
        QUARANTINE
    }

    public StagedObject {
        Limits.name("stream", stream);
        Limits.text("object name", name, Limits.OBJECT_NAME_BYTES);
        Limits.name("digest", digest);
        Limits.between("object bytes", bytes, 0, Long.MAX_VALUE);
        Limits.between("object rows", rows, 0, Long.MAX_VALUE);
    }
}
