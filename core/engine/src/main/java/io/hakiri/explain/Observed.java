package io.hakiri.explain;

import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.SchemaVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a catalog says of a pipeline: all that an explanation is made of.
 *
 * @param now when it was read
 * @param state {@code null} where there is no such pipeline, or it was deleted
 * @param runs newest fence first
 * @param olderRuns whether there are older ones that were not read
 * @param queue what waits, and what ended without having begun
 * @param events by number
 * @param schemas by stream and version
 * @param cursors as they are
 * @param unsettled receipts that the destination has not followed yet, counted up to {@link Observation#MOST_RECEIPTS}
 * @param lag how far behind the place may be that events and schemas were read from
 */
record Observed(
        PipelineKey pipeline,
        Instant now,
        @Nullable PipelineState state,
        List<Run> runs,
        boolean olderRuns,
        List<Run> queue,
        List<AuditEvent> events,
        List<SchemaVersion> schemas,
        List<Cursor> cursors,
        int unsettled,
        List<Backfill> backfills,
        Duration lag) {
    Observed {
        runs = List.copyOf(runs);
        queue = List.copyOf(queue);
        events = List.copyOf(events);
        schemas = List.copyOf(schemas);
        cursors = List.copyOf(cursors);
        backfills = List.copyOf(backfills);
    }

    /** Whether events from the first one on are there. */
    boolean allEvents() {
        return events.isEmpty() || events.getFirst().number() == 1;
    }
}
