package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where ended runs left cursors. Records say so and do not change, so what this process saw of the last ones is kept: the
 * next run's record, which says again where it found them, is then written without a read.
 */
final class Standings {
    /** Bytes of positions that are kept. */
    private static final long KEPT_BYTES = 16L * 1024 * 1024;

    /** Of one pipeline: how one run left it. */
    private record Left(Fence by, Map<Bytes, Position> at, long bytes) {}

    private final LinkedHashMap<PipelineKey, Left> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long keptBytes;

    /** A run left a cursor there. */
    synchronized void left(PipelineKey pipeline, Fence by, Bytes cursor, Position at) {
        Left known = kept.remove(pipeline);
        if (known == null || !known.by.equals(by)) {
            keptBytes -= known == null ? 0 : known.bytes;
            known = new Left(by, new HashMap<>(), 0);
        }
        long bytes = known.at.put(cursor, at) == null ? cursor.length() + Commits.bytes(at) : 0;
        kept.put(pipeline, new Left(by, known.at, known.bytes + bytes));
        keptBytes += bytes;
        while (keptBytes > KEPT_BYTES) {
            keptBytes -= kept.pollFirstEntry().getValue().bytes;
        }
    }

    synchronized void forgetAll() {
        kept.clear();
        keptBytes = 0;
    }

    private synchronized @Nullable Position known(PipelineKey pipeline, Fence by, Bytes cursor) {
        Left known = kept.get(pipeline);
        return known != null && known.by.equals(by) ? known.at.get(cursor) : null;
    }

    /** The position that a run found a cursor at; {@code null} for the start. */
    @Nullable
    Position found(Work work, Bytes cursor, CursorRow.Found found) {
        return switch (found.place()) {
            case CursorRow.Place.At(Position position) -> position;
            case CursorRow.Place.LeftBy(Fence by) -> {
                Position known = known(work.key(), by, cursor);
                yield known != null ? known : recorded(work, by, cursor);
            }
        };
    }

    private Position recorded(Work work, Fence by, Bytes cursor) {
        FenceRecord record = Runs.under(work, by);
        if (record == null) {
            // retention has removed it, and before that has written what it says into the head
            throw new Pages.Gone();
        }
        Position at = null;
        for (FenceRecord.Move move : record.moves()) {
            Position to = move.to();
            if (to != null) {
                left(work.key(), by, Key.of(move.at()), to);
                at = Key.of(move.at()).equals(cursor) ? to : at;
            }
        }
        if (at == null) {
            throw new io.hakiri.catalog.CatalogException.Corrupt(
                    "the record of fence " + by + " of " + work.key() + " lacks a cursor that the head says it has",
                    null);
        }
        return at;
    }
}
