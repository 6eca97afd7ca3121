package io.hakiri.catalog;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks for the right to write a pipeline.
 *
 * @param run the id of the new run, never used before (for {@link Trigger.Queued}, the queued one)
 * @param request makes a repeat safe (C-10)
 * @param worker who asks, at most 4 KiB: shown to others as the holder
 * @param leaseTtl how long the lease lasts without a renewal or a commit, 1 s to 24 h
 * @param streams whose cursors and schemas the grant shall carry, at most 1,000
 */
public record Begin(
        PipelineKey pipeline,
        RunId run,
        RequestId request,
        String worker,
        Duration leaseTtl,
        Trigger trigger,
        Set<String> streams) {
    public Begin {
        Limits.said("worker", worker);
        Limits.leaseTtl(leaseTtl);
        Limits.count("streams", streams, Limits.STREAMS_PER_PIPELINE);
        streams.forEach(stream -> Limits.name("stream", stream));
        streams = Set.copyOf(streams);
    }

    /**
     * The digest that tells a repeat of this request from another one under the same request id. How long a lease is asked
     * for does not belong to it.
     */
    public Bytes digest() {
        Digest digest =
                new Digest().text("begin").text(run.toString()).text(worker).text(trigger.word());
        if (trigger instanceof Trigger.Due(Claim claim)) {
            digest.text(claim.token()).number(claim.due().toEpochMilli());
        }
        new TreeSet<>(streams).forEach(digest::text);
        return digest.done();
    }
}
