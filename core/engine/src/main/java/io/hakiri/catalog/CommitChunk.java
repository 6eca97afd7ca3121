package io.hakiri.catalog;

import java.util.List;

/**
 * Says that a chunk is done, all of it (C-21).
 *
 * @param schemaVersion the decided version that its data was written under; 0 where it had no data (C-15)
 * @param staged becomes its receipts, under the chunk's fence and step 1
 */
public record CommitChunk(ChunkWriter writer, int schemaVersion, List<StagedObject> staged, Counts counts) {
    public CommitChunk {
        Limits.between("schema version", schemaVersion, 0, Integer.MAX_VALUE);
        Limits.count("staged objects", staged, Limits.RECEIPTS_PER_COMMIT);
        staged = List.copyOf(staged);
    }

    /** The digest that tells a repeat from another commit of the same chunk. */
    public Bytes digest() {
        Digest digest = new Digest().text("chunk").number(schemaVersion);
        staged.forEach(
                o -> digest.text(o.name()).text(o.digest()).number(o.bytes()).number(o.rows()));
        return digest.number(counts.read())
                .number(counts.written())
                .number(counts.quarantined())
                .number(counts.bytes())
                .done();
    }
}
