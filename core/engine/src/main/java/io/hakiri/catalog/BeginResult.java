package io.hakiri.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answer to {@link SingleWriter#begin}. */
public sealed interface BeginResult
        permits BeginResult.Granted,
                Answers.Held,
                Answers.NotFound,
                Answers.Paused,
                Answers.NotDue,
                Answers.Moving,
                Answers.Moved,
                Answers.Invalid {
    /**
     * The lease is yours. All of it is as of the instant of the grant (C-11).
     *
     * @param cursors of the asked-for streams, in order, at most 1,000
     * @param moreCursors whether {@link SingleWriter#cursors} has more of them
     * @param schemas of the asked-for streams that have any
     * @param unsettled receipts that must be settled at the destination before this run publishes (C-25), at most 1,000
     * @param moreUnsettled whether {@link SingleWriter#unsettled} has more of them
     * @param failures runs in a row before this one that failed or were abandoned
     * @param abandoned the run that this grant closed (C-6); {@code null} where none was open
     */
    record Granted(
            Writer writer,
            Instant leaseUntil,
            List<Cursor> cursors,
            boolean moreCursors,
            Map<String, StreamSchemas> schemas,
            List<Receipt> unsettled,
            boolean moreUnsettled,
            int failures,
            @Nullable RunId abandoned)
            implements BeginResult {
        public Granted {
            cursors = List.copyOf(cursors);
            schemas = Map.copyOf(schemas);
            unsettled = List.copyOf(unsettled);
        }
    }
}
