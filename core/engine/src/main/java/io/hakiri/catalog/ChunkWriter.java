package io.hakiri.catalog;

/** Who writes a chunk: its number in the backfill, from 0, and the fence it was granted under (C-21). */
public record ChunkWriter(PipelineKey pipeline, BackfillId backfill, int chunk, Fence fence) {
    public ChunkWriter {
        Limits.between("chunk", chunk, 0, Limits.CHUNKS_PER_BACKFILL - 1L);
    }
}
