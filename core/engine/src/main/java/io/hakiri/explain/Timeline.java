package io.hakiri.explain;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Decision;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.explain.Fact.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The facts of a pipeline in the order of their times; what happened at one instant in that of their fences and numbers. */
final class Timeline {
    private final List<Fact> facts = new ArrayList<>();

    private Timeline() {}

    /** What happened up to an instant, oldest first. */
    static List<Fact> of(Observed observed, Instant until) {
        Timeline line = new Timeline();
        int failures = 0;
        for (Run run : observed.runs().reversed()) {
            line.run(run, failures);
            failures = failuresAfter(failures, run.status());
        }
        observed.queue().forEach(line::queued);
        observed.schemas().forEach(line::schema);
        observed.events().forEach(line::event);
        return line.facts.stream()
                .filter(fact -> !fact.at().isAfter(until))
                .sorted(Comparator.comparing(Fact::at)
                        .thenComparing(fact -> fact.fence() == null ? Fence.NONE : fact.fence()))
                .toList();
    }

    /** As the catalog counts: what was cancelled says nothing. */
    static int failuresAfter(int before, RunStatus status) {
        return switch (status) {
            case SUCCEEDED, PARTIAL -> 0;
            case FAILED, ABANDONED -> before + 1;
            case CANCELLED, QUEUED, RUNNING -> before;
        };
    }

    private void run(Run run, int failures) {
        String again = failures == 0 ? "" : ", again after " + Phrases.many(failures, "failure") + " in a row";
        add(
                run,
                run.startedAt(),
                Kind.BEGAN,
                "run began on " + run.worker() + ", because " + Phrases.trigger(run.trigger()) + again);
        Instant ended = run.endedAt();
        if (ended == null) {
            return;
        }
        String after = " after " + Phrases.time(Duration.between(run.startedAt(), ended)) + ": " + Phrases.sums(run);
        switch (run.status()) {
            case SUCCEEDED -> add(run, ended, Kind.ENDED, "run succeeded" + after);
            case PARTIAL -> add(run, ended, Kind.ENDED, "run did a part" + after + Phrases.error(run.error()));
            case FAILED -> add(run, ended, Kind.FAILED, "run failed" + after + Phrases.error(run.error()));
            case ABANDONED ->
                add(
                        run,
                        ended,
                        Kind.FENCED,
                        "run lost its lease" + after + "; " + Phrases.replacedBy(run.replacedBy()));
            case CANCELLED ->
                add(
                        run,
                        ended,
                        Kind.CANCELLED,
                        "run was cancelled" + after
                                + (run.replacedBy() == null
                                        ? Phrases.error(run.error())
                                        : "; " + Phrases.replacedBy(run.replacedBy())));
            case QUEUED, RUNNING -> {}
        }
        new TreeMap<>(run.counts()).forEach((stream, counts) -> {
            if (counts.quarantined() > 0) {
                add(
                        run,
                        ended,
                        Kind.QUARANTINED,
                        "run set " + Phrases.many(counts.quarantined(), "row") + " of stream " + stream
                                + " aside; each says why, in the quarantine of the destination");
            }
        });
    }

    private void add(Run run, Instant at, Kind kind, String says) {
        facts.add(new Fact(at, kind, says, "run " + run.id(), run.id(), run.fence()));
    }

    private void queued(Run run) {
        String source = "queue " + run.id();
        facts.add(new Fact(
                run.startedAt(),
                Kind.QUEUED,
                run.worker() + " asked for a run, which waits in the queue",
                source,
                run.id(),
                null));
        Instant ended = run.endedAt();
        if (ended != null) {
            String why = run.status() == RunStatus.CANCELLED
                    ? Phrases.replacedBy(run.replacedBy())
                    : "nobody began it in time";
            facts.add(new Fact(ended, Kind.PASSED_OVER, "queued run was passed over: " + why, source, run.id(), null));
        }
    }

    private void schema(SchemaVersion version) {
        Decision decision = version.decision();
        String what = version.version() == 1 ? "the first shape" : "version " + version.version() + " of the shape";
        String decided = decision == null
                ? "nobody has decided about it"
                : decision.verdict().name().toLowerCase(Locale.ROOT) + " by " + decision.by() + ", "
                        + decision.reason();
        facts.add(new Fact(
                version.seenAt(),
                Kind.SCHEMA,
                what + " of stream " + version.stream() + " was seen: " + decided,
                "schema " + version.stream() + " " + version.version(),
                null,
                version.seenBy()));
    }

    private void event(AuditEvent event) {
        facts.add(new Fact(
                event.at(),
                Kind.CHANGED,
                Phrases.change(event),
                "audit " + event.number(),
                null,
                fence(Phrases.after(event))));
    }

    private static @Nullable Fence fence(JsonNode after) {
        JsonNode fence = after.path("fence");
        return fence.isIntegralNumber() ? new Fence(fence.asLong()) : null;
    }
}
