package io.hakiri.catalog;

/**
 * Moves one cursor forward within a commit.
 *
 * @param readRevision the revision that the rows were read after; 0 where there was no cursor yet (C-8)
 */
public record Advance(StreamPartition at, long readRevision, Position to) {
    public Advance {
        Limits.between("revision", readRevision, 0, Long.MAX_VALUE - 1);
    }
}
