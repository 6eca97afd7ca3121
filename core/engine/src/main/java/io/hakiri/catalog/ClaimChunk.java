package io.hakiri.catalog;

import java.time.Duration;

/**
 * Asks for a chunk of a backfill (C-21).
 *
 * @param request makes a repeat safe (C-10)
 */
public record ClaimChunk(
        PipelineKey pipeline, BackfillId backfill, RequestId request, String worker, Duration leaseTtl) {
    public ClaimChunk {
        Limits.said("worker", worker);
        Limits.leaseTtl(leaseTtl);
    }
}
