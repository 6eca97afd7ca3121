package io.hakiri.explain;

import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.CursorMove;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.explain.Standing.CursorThen;
import io.hakiri.explain.Standing.Sure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How far cursors were at an instant. A run keeps where it found each cursor and where it left it; what moved one outside of runs, a
 * rewind or the chunks of a backfill, keeps when it was, and for this not how far. So a cursor is known from the run before the
 * instant, if nothing else moved cursors in between; from the run after it likewise; and from the cursor itself, if it was not
 * moved since.
 */
final class Cursors {
    private static final List<String> MOVING =
            List.of("pipeline.rewound", "pipeline.deleted", "pipeline.received", "pipeline.activated");

    private Cursors() {}

    static List<CursorThen> then(Observed observed, Instant at) {
        TreeSet<StreamPartition> places = new TreeSet<>();
        observed.cursors().forEach(cursor -> places.add(cursor.at()));
        observed.runs().forEach(run -> run.moves().forEach(move -> places.add(move.at())));
        List<CursorThen> then = new ArrayList<>();
        for (StreamPartition place : places) {
            CursorThen cursor = then(observed, place, at);
            if (cursor != null) {
                then.add(cursor);
            }
        }
        return then;
    }

    /** {@code null} where it was not there yet. */
    private static @Nullable CursorThen then(Observed observed, StreamPartition place, Instant at) {
        Cursor now = observed.cursors().stream()
                .filter(cursor -> cursor.at().equals(place))
                .findFirst()
                .orElse(null);
        if (now != null && !now.movedAt().isAfter(at)) {
            return new CursorThen(place, now.position(), Sure.EXACT, null);
        }
        Run after = null;
        Run before = null;
        for (Run run : observed.runs()) {
            if (move(run, place) == null) {
                continue;
            }
            Instant ended = run.endedAt();
            if (run.startedAt().isAfter(at)) {
                after = run;
            } else if (ended == null || ended.isAfter(at)) {
                CursorMove move = move(run, place);
                return move == null ? null : new CursorThen(place, move.from(), Sure.BETWEEN, move.to());
            } else {
                before = run;
                break;
            }
        }
        Instant ended = before == null ? null : before.endedAt();
        if (before != null && ended != null && isStill(observed, ended, at)) {
            return exact(place, to(before, place));
        }
        if (after != null && isStill(observed, at, after.startedAt())) {
            Position from = from(after, place);
            return from == null && before == null ? null : exact(place, from);
        }
        return new CursorThen(place, null, Sure.UNKNOWN, null);
    }

    private static CursorThen exact(StreamPartition place, @Nullable Position position) {
        return new CursorThen(place, position, Sure.EXACT, null);
    }

    private static @Nullable CursorMove move(Run run, StreamPartition place) {
        return run.moves().stream()
                .filter(move -> move.at().equals(place))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Position to(Run run, StreamPartition place) {
        CursorMove move = move(run, place);
        return move == null ? null : move.to();
    }

    private static @Nullable Position from(Run run, StreamPartition place) {
        CursorMove move = move(run, place);
        return move == null ? null : move.from();
    }

    /** Whether nothing but runs moved cursors after one instant and up to another. */
    private static boolean isStill(Observed observed, Instant after, Instant until) {
        boolean backfill = false;
        for (AuditEvent event : observed.events()) {
            if (event.at().isAfter(until)) {
                break;
            }
            if (event.at().isAfter(after) && MOVING.contains(event.action())) {
                return false;
            }
            backfill |= event.action().equals("backfill.started");
        }
        // one ahead of the cursor moves it as its chunks are done; when that was is not kept
        boolean ahead = backfill
                && observed.backfills().stream()
                        .anyMatch(one -> one.ahead() && one.startedAt().isBefore(until));
        return !ahead
                && (observed.allEvents() || observed.events().getFirst().at().isBefore(after));
    }
}
