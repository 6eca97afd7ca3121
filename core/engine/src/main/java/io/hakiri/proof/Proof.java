package io.hakiri.proof;

import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.Verdict;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one run did, from what is kept of it, and the digests of all that its pipeline kept at that time. By itself it shows that
 * what is kept fits together. Kept elsewhere, and signed, it shows later whether anything of it was changed or taken out since:
 * {@link ProofCheck}.
 *
 * @param at when it was made
 * @param catalog where from, without any secret
 * @param whole whether nothing is missing or otherwise
 * @param origin where the run's facts were found
 * @param run with its fence, worker, times, steps, sums and moves
 * @param receipts what it staged at the destination, with digests, and how far that follows; at most {@value #MOST_RECEIPTS}
 * @param receiptCount how many there are in all
 * @param schemas the shapes in force while it ran, of each stream that it had
 * @param changes what people and programs changed in the pipeline while it ran, with the act that ended it; at most {@value
 *     #MOST_CHANGES}
 * @param fences of what happened under each fence
 * @param audit of what people and programs changed
 * @param archive the files that were read
 * @param findings what does not fit, or cannot be told
 */
public record Proof(
        PipelineKey pipeline,
        Instant at,
        String catalog,
        boolean whole,
        Origin origin,
        Run run,
        List<Receipt> receipts,
        int receiptCount,
        List<ShapeInForce> schemas,
        List<AuditEvent> changes,
        Chain fences,
        Chain audit,
        List<ArchiveFile> archive,
        List<Finding> findings) {
    /** How many receipts it lists. */
    public static final int MOST_RECEIPTS = 10_000;
    /** How many of them it lists. */
    public static final int MOST_CHANGES = 1_000;

    /** Where facts were found. */
    public enum Origin {
        CATALOG,
        ARCHIVE,
        /** Retention had written it and not removed all of it, or a part of it is at each place. */
        BOTH
    }

    /**
     * A shape of a stream that was in force while the run went on.
     *
     * @param shape SHA-256 of its canonical JSON
     * @param verdict what is decided about it; {@code null} for nothing
     * @param by which rule or who decided
     * @param seenBy the fence of the run that saw it first
     * @param seenByThisRun whether that is this run
     */
    public record ShapeInForce(
            String stream,
            int version,
            String shape,
            @Nullable Verdict verdict,
            @Nullable String by,
            Instant seenAt,
            Fence seenBy,
            boolean seenByThisRun) {}

    /**
     * A file of the archive.
     *
     * @param name within the archive's folder
     * @param rows that it has
     * @param sha256 of its lines, as its head says and as they are
     */
    public record ArchiveFile(String name, long rows, String sha256) {}

    public Proof {
        receipts = List.copyOf(receipts);
        schemas = List.copyOf(schemas);
        changes = List.copyOf(changes);
        archive = List.copyOf(archive);
        findings = List.copyOf(findings);
    }
}
