package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run that has not begun: one that waits, in the head; one that ended so, in an item of its own.
 *
 * @param status QUEUED, CANCELLED or ABANDONED
 */
record QueuedRun(
        RunId id,
        String by,
        Instant queuedAt,
        Instant waitUntil,
        RunStatus status,
        @Nullable Instant endedAt,
        @Nullable String replacedBy) {

    static QueuedRun waiting(RunId id, String by, Instant now, Instant waitUntil) {
        return new QueuedRun(id, by, now, waitUntil, RunStatus.QUEUED, null, null);
    }

    boolean waits(Instant now) {
        return status == RunStatus.QUEUED && waitUntil.isAfter(now);
    }

    QueuedRun ended(RunStatus how, Instant at, String replaced) {
        return new QueuedRun(id, by, queuedAt, waitUntil, how, at, replaced);
    }

    /** As it is now: one that waited too long counts as abandoned also before anyone has closed it. */
    QueuedRun asOf(Instant now) {
        return status != RunStatus.QUEUED || waits(now) ? this : ended(RunStatus.ABANDONED, waitUntil, Runs.EXPIRED);
    }

    /** As it reads now. */
    Run run(PipelineKey pipeline, Instant now) {
        QueuedRun it = asOf(now);
        return new Run(
                id,
                pipeline,
                null,
                "queued",
                by,
                it.status,
                queuedAt,
                it.endedAt,
                0,
                Map.of(),
                List.of(),
                null,
                it.replacedBy);
    }

    void write(Out out) {
        out.run(id)
                .text(by)
                .instant(queuedAt)
                .instant(waitUntil)
                .word(status)
                .instantOrNull(endedAt)
                .textOrNull(replacedBy);
    }

    static void write(Out out, QueuedRun run) {
        run.write(out);
    }

    static QueuedRun read(In in) {
        return new QueuedRun(
                in.run(),
                in.text(),
                in.instant(),
                in.instant(),
                in.word(RunStatus.class),
                in.instantOrNull(),
                in.textOrNull());
    }
}
