package io.hakiri.catalog;

import java.time.Duration;

/**
 * Queues a run for an executor that will begin it under the same id (C-13).
 *
 * @param waitAtMost after which it counts as abandoned, 1 s to 24 h
 */
public record Enqueue(PipelineKey pipeline, RunId run, RequestId request, Duration waitAtMost, Actor actor) {
    public Enqueue {
        Limits.leaseTtl(waitAtMost);
    }

    /** The digest that tells a repeat of this request from another one under the same request id. */
    public Bytes digest() {
        return new Digest()
                .text("enqueue")
                .text(run.toString())
                .text(actor.name())
                .done();
    }
}
