package io.hakiri.catalog;

import java.nio.ByteBuffer;
import java.util.UUID;

/** Who writes a chunk: its number in the backfill, from 0, and the fence it was granted under (C-21). */
public record ChunkWriter(PipelineKey pipeline, BackfillId backfill, int chunk, Fence fence) {
    private static final long TIME = 0xFFFF_FFFF_FFFF_0000L;
    private static final long VERSION_7 = 0x7000L;
    private static final long VERSION_BITS = 0xF000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long VARIANT_BITS = 0xC000_0000_0000_0000L;

    public ChunkWriter {
        Limits.between("chunk", chunk, 0, Limits.CHUNKS_PER_BACKFILL - 1L);
    }

    /**
     * Names what the chunk stages at a destination. The id in it is the chunk's, whoever works on it: made of the names, with the
     * time 0, which no run has. So what a worker before left can be told from what others stage at the same time.
     */
    public Writer staging() {
        ByteBuffer digest = ByteBuffer.wrap(new Digest()
                .text("chunk")
                .text(pipeline.project().value())
                .text(pipeline.pipeline().value())
                .text(backfill.value())
                .number(chunk)
                .done()
                .toArray());
        long high = (digest.getLong() & ~TIME & ~VERSION_BITS) | VERSION_7;
        long low = (digest.getLong() & ~VARIANT_BITS) | VARIANT;
        return new Writer(pipeline, new RunId(new UUID(high, low)), fence);
    }
}
