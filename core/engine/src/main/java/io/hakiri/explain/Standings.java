package io.hakiri.explain;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Decision;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.Verdict;
import io.hakiri.explain.Standing.CursorThen;
import io.hakiri.explain.Standing.ShapeThen;
import io.hakiri.explain.Standing.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a pipeline stands now, and how it stood at an instant, from what is kept. Pure. */
final class Standings {
    /** The acts that change a declaration. */
    private static final Set<String> DECLARING = Set.of("pipeline.created", "pipeline.changed");

    private Standings() {}

    /** Since when, by whom and why. */
    private record Brought(
            @Nullable Instant since,
            @Nullable String by,
            @Nullable String reason) {
        static final Brought UNKNOWN = new Brought(null, null, null);

        static Brought by(AuditEvent event) {
            return new Brought(event.at(), event.actor().name(), event.actor().reason());
        }
    }

    static Standing now(Observed observed) {
        PipelineState state = observed.state();
        if (state == null) {
            return past(observed, observed.now());
        }
        Status status = switch (state.status()) {
            case PipelineStatus.Active() -> Status.ACTIVE;
            case PipelineStatus.OnHold(String _) -> Status.PAUSED;
            case PipelineStatus.Sealed() -> Status.SEALED;
            case PipelineStatus.Relocated(String _) -> Status.MOVED;
        };
        Brought brought = Brought.UNKNOWN;
        for (AuditEvent event : observed.events()) {
            Status after = statusAfter(event, null);
            if (after != null) {
                // what it came to by other ways, such as an adoption, is in the project's audit
                brought = after == status ? Brought.by(event) : Brought.UNKNOWN;
            }
        }
        if (brought.equals(Brought.UNKNOWN) && state.status() instanceof PipelineStatus.OnHold(String reason)) {
            brought = new Brought(null, null, reason);
        }
        Lease lease = state.lease();
        return new Standing(
                status,
                brought.since(),
                brought.by(),
                brought.reason(),
                state.version(),
                state.manifest(),
                state.fence(),
                lease == null ? null : lease.run(),
                lease == null ? null : lease.holder(),
                lease == null ? null : lease.until(),
                state.nextDue(),
                state.failures(),
                observed.cursors().stream()
                        .map(cursor -> new CursorThen(cursor.at(), cursor.position(), Standing.Sure.EXACT, null))
                        .toList(),
                shapes(observed, observed.now()));
    }

    static Standing past(Observed observed, Instant at) {
        Status status = observed.allEvents() ? Status.UNDECLARED : Status.UNKNOWN;
        Brought brought = Brought.UNKNOWN;
        String manifest = null;
        long putsSince = 0;
        long puts = 0;
        AuditEvent nextPut = null;
        for (AuditEvent event : observed.events()) {
            boolean put = DECLARING.contains(event.action());
            if (event.at().isAfter(at)) {
                putsSince += put ? 1 : 0;
                nextPut = put && nextPut == null ? event : nextPut;
                if (status == Status.UNKNOWN) {
                    status = statusBefore(event);
                }
                continue;
            }
            puts += put ? 1 : 0;
            manifest = put ? event.after() : event.action().equals("pipeline.deleted") ? null : manifest;
            Status after = statusAfter(event, status);
            if (after != null && after != status) {
                status = after;
                brought = Brought.by(event);
            }
        }
        PipelineState state = observed.state();
        if (status == Status.UNKNOWN && state != null) {
            status = now(observed).status(); // nothing has changed it since
        }
        if (manifest == null && !observed.allEvents()) {
            manifest = nextPut != null ? nextPut.before() : state == null ? null : state.manifest();
        }
        boolean there = status != Status.UNDECLARED && status != Status.DELETED;
        Run going = goingOn(observed, at);
        return new Standing(
                status,
                brought.since(),
                brought.by(),
                brought.reason(),
                there ? version(observed, state, puts, putsSince) : null,
                there ? manifest : null,
                going == null ? null : going.fence(),
                going == null ? null : going.id(),
                going == null ? null : going.worker(),
                null,
                null,
                there ? failures(observed, at) : null,
                there ? Cursors.then(observed, at) : List.of(),
                shapes(observed, at));
    }

    private static @Nullable Long version(Observed observed, @Nullable PipelineState state, long puts, long putsSince) {
        if (state != null) {
            return state.version() - putsSince;
        }
        return observed.allEvents() && puts > 0 ? puts : null;
    }

    /** What an event says that it came to; {@code null} where it says nothing of it. */
    private static @Nullable Status statusAfter(AuditEvent event, @Nullable Status before) {
        return switch (event.action()) {
            case "pipeline.created" -> Status.ACTIVE;
            case "pipeline.deleted", "pipeline.discarded" -> Status.DELETED;
            case "pipeline.received" -> Status.SEALED;
            case "pipeline.paused",
                    "pipeline.resumed",
                    "pipeline.sealed",
                    "pipeline.unsealed",
                    "pipeline.activated",
                    "pipeline.moved" -> status(Phrases.after(event));
            default -> before;
        };
    }

    private static Status statusBefore(AuditEvent event) {
        return event.action().equals("pipeline.created") ? Status.UNDECLARED : status(Phrases.before(event));
    }

    private static Status status(JsonNode state) {
        return switch (state.path("status").asText().toUpperCase(Locale.ROOT)) {
            case "ACTIVE" -> Status.ACTIVE;
            case "PAUSED" -> Status.PAUSED;
            case "SEALED" -> Status.SEALED;
            case "MOVED" -> Status.MOVED;
            default -> Status.UNKNOWN;
        };
    }

    /** At most one run goes on at an instant: the newest that had begun, if it had not ended. */
    static @Nullable Run goingOn(Observed observed, Instant at) {
        for (Run run : observed.runs()) {
            if (!run.startedAt().isAfter(at)) {
                Instant ended = run.endedAt();
                return ended == null || ended.isAfter(at) ? run : null;
            }
        }
        return null;
    }

    /** {@code null} where the runs that are there do not reach back to one that ended well, and older ones were not read or are gone. */
    private static @Nullable Integer failures(Observed observed, Instant at) {
        int failures = 0;
        for (Run run : observed.runs()) {
            Instant ended = run.endedAt();
            if (ended == null || ended.isAfter(at)) {
                continue;
            }
            RunStatus status = run.status();
            if (status == RunStatus.SUCCEEDED || status == RunStatus.PARTIAL) {
                return failures;
            }
            failures = Timeline.failuresAfter(failures, status);
        }
        return !observed.olderRuns() && isFirst(observed) ? Integer.valueOf(failures) : null;
    }

    /** Whether the oldest run that is there is the first that there was. */
    private static boolean isFirst(Observed observed) {
        PipelineState state = observed.state();
        if (observed.runs().isEmpty()) {
            return state == null || state.fence().counter() == 0;
        }
        Fence oldest = observed.runs().getLast().fence();
        return oldest != null && oldest.counter() == 1;
    }

    private static List<ShapeThen> shapes(Observed observed, Instant at) {
        Map<String, ShapeThen> shapes = new LinkedHashMap<>();
        for (SchemaVersion version : observed.schemas()) {
            if (version.seenAt().isAfter(at)) {
                continue;
            }
            Verdict verdict = verdict(observed, version, at);
            ShapeThen before = shapes.get(version.stream());
            Integer accepted = verdict == Verdict.ACCEPT
                    ? Integer.valueOf(version.version())
                    : before == null ? null : before.accepted();
            shapes.put(version.stream(), new ShapeThen(version.stream(), version.version(), accepted, verdict));
        }
        return new ArrayList<>(shapes.values());
    }

    /** As it was before the first decision that a person made since. */
    private static @Nullable Verdict verdict(Observed observed, SchemaVersion version, Instant at) {
        for (AuditEvent event : observed.events()) {
            JsonNode after = Phrases.after(event);
            if (event.at().isAfter(at)
                    && event.action().equals("schema.decided")
                    && after.path("stream").asText().equals(version.stream())
                    && after.path("version").asInt() == version.version()) {
                JsonNode before = Phrases.before(event).path("verdict");
                return before.isTextual() ? Verdict.valueOf(before.asText()) : null;
            }
        }
        Decision decision = version.decision();
        return decision == null ? null : decision.verdict();
    }
}
