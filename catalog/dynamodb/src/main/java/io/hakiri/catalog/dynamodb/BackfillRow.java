package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.StreamPartition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A backfill as it is kept.
 *
 * @param prefix how many chunks from the first one are done without a gap
 */
record BackfillRow(
        String name,
        StreamPartition at,
        Bytes digest,
        Position.@Nullable Monotonic from,
        Backfill.Status status,
        boolean ahead,
        int chunks,
        int done,
        int prefix,
        Counts counts,
        Instant startedAt) {

    Backfill backfill(PipelineKey key) {
        return new Backfill(key, new BackfillId(name), at, status, ahead, chunks, done, counts, startedAt);
    }

    BackfillRow in(Backfill.Status newStatus) {
        return new BackfillRow(name, at, digest, from, newStatus, ahead, chunks, done, prefix, counts, startedAt);
    }

    /** With one chunk more that is done. */
    BackfillRow further(int newPrefix, Counts more) {
        Backfill.Status now = done + 1 == chunks ? Backfill.Status.DONE : Backfill.Status.RUNNING;
        return new BackfillRow(
                name, at, digest, from, now, ahead, chunks, done + 1, newPrefix, counts.plus(more), startedAt);
    }

    static void write(Out out, BackfillRow row) {
        out.text(row.name);
        Rows.at(out, row.at);
        out.bytes(row.digest.toArray())
                .position(row.from)
                .word(row.status)
                .flag(row.ahead)
                .number(row.chunks)
                .number(row.done)
                .number(row.prefix);
        Rows.counts(out, row.counts);
        out.instant(row.startedAt);
    }

    static BackfillRow read(In in) {
        return new BackfillRow(
                in.text(),
                Rows.at(in),
                Rows.bytes(in),
                Rows.monotonic(in),
                Rows.backfillStatus(in),
                in.flag(),
                in.count(),
                in.count(),
                in.count(),
                Rows.plainCounts(in),
                in.instant());
    }
}
