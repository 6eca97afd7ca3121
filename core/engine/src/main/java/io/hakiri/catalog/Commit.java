package io.hakiri.catalog;

import java.time.Instant;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Moves a run forward: all of it or nothing (C-7).
 *
 * @param step the number of this commit within its run: 1, 2, 3 … (C-10)
 */
public record Commit(Writer writer, int step, Progress progress, Next next) {
    public Commit {
        Limits.between("step", step, 1, Integer.MAX_VALUE);
    }

    /**
     * The digest that tells a repeat of this step from another one under the same number (C-10). How long a lease is asked
     * for does not belong to it: a repeat may come with another one.
     */
    public Bytes digest() {
        Digest digest = new Digest().text("commit").number(step);
        digest.number(progress.advances().size());
        for (Advance advance : progress.advances()) {
            digest.text(advance.at().stream()).text(advance.at().partition()).number(advance.readRevision());
            digest.position(advance.to());
        }
        digest.number(progress.schemas().size());
        for (SchemaChange change : progress.schemas()) {
            digest.text(change.stream()).number(change.baseVersion()).text(change.shape());
            Decision decision = change.decision();
            if (decision != null) {
                digest.text(decision.verdict().name()).text(decision.by()).text(decision.reason());
            }
        }
        digest.number(progress.under().size());
        new TreeMap<>(progress.under())
                .forEach((stream, version) -> digest.text(stream).number(version));
        digest.number(progress.staged().size());
        for (StagedObject object : progress.staged()) {
            digest.text(object.stream())
                    .text(object.kind().name())
                    .text(object.name())
                    .text(object.digest());
            digest.number(object.bytes()).number(object.rows());
        }
        digest.number(progress.settled().size());
        for (Settlement settlement : progress.settled()) {
            digest.text(settlement.receipt().toString()).text(settlement.done().name());
        }
        digest.number(progress.counts().size());
        new TreeMap<>(progress.counts())
                .forEach((stream, counts) -> digest.text(stream)
                        .number(counts.read())
                        .number(counts.written())
                        .number(counts.quarantined())
                        .number(counts.bytes()));
        switch (next) {
            case Next.GoOn(var _) -> digest.text("go on");
            case Next.Finish(RunStatus outcome, RunError error, Instant nextDue) -> {
                digest.text(outcome.name());
                if (error != null) {
                    digest.text(error.kind()).text(error.message());
                }
                digest.number(millis(nextDue));
            }
        }
        return digest.done();
    }

    private static long millis(@Nullable Instant instant) {
        return instant == null ? Long.MIN_VALUE : instant.toEpochMilli();
    }
}
