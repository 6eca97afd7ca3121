package io.hakiri.explain;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Run;
import io.hakiri.explain.Cause.Kind;
import io.hakiri.proof.FenceNumbers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Explains how pipelines of a catalog stand, or stood, from what the catalog keeps. Changes nothing. */
public final class Explainer {
    /** Facts and runs of an explanation where nobody says how many. */
    public static final int FACTS_UNLESS_SAID = 50;

    private final Catalog catalog;
    private final InstantSource clock;

    /** @param clock says when now is; what is past and due is measured by it */
    public Explainer(Catalog catalog, InstantSource clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    /**
     * How it stands, or stood, and why.
     *
     * @param at the instant that is asked about, not in the future; {@code null} for now
     * @param facts so many at most, the newest; 1 to {@link Limits#PAGE_ENTRIES}
     * @throws InvalidInput of an instant in the future
     */
    public Explanation explain(PipelineKey pipeline, @Nullable Instant at, int facts) {
        Limits.between("facts", facts, 1, Limits.PAGE_ENTRIES);
        Instant now = clock.instant();
        if (at != null && at.isAfter(now)) {
            throw new InvalidInput("at", "an instant that has been; it is " + now, at.toString());
        }
        Instant until = at == null ? now : at;
        return explain(new Observation(catalog, pipeline).of(now, until, facts), at, facts);
    }

    /** Pure: the same observation gives the same explanation. */
    static Explanation explain(Observed observed, @Nullable Instant at, int facts) {
        Instant until = at == null ? observed.now() : at;
        List<Fact> line = Timeline.of(observed, until);
        Standing standing = at == null ? Standings.now(observed) : Standings.past(observed, at);
        return new Explanation(
                observed.pipeline(),
                until,
                at != null,
                standing,
                at == null ? Causes.now(observed, standing) : then(observed, standing, at),
                line.subList(Math.max(0, line.size() - facts), line.size()),
                unknown(observed, at));
    }

    /** What of the past decides is kept for its status and its lease alone: when it was due next was not. */
    private static List<Cause> then(Observed observed, Standing standing, Instant at) {
        String since = (standing.since() == null ? "" : " since " + standing.since())
                + (standing.by() == null ? "" : " by " + standing.by())
                + (standing.reason() == null ? "" : ": " + standing.reason());
        List<Cause> why = new ArrayList<>();
        Run going = Standings.goingOn(observed, at);
        if (going != null) {
            why.add(Cause.of(
                    Kind.RUNNING,
                    "run " + going.id() + " of " + going.worker() + " went on, begun " + going.startedAt()
                            + " under fence " + going.fence()));
        }
        switch (standing.status()) {
            case PAUSED -> why.add(Cause.of(Kind.PAUSED, "it was paused" + since));
            case SEALED -> why.add(Cause.of(Kind.SEALED, "it was sealed for a move" + since));
            case MOVED -> why.add(Cause.of(Kind.MOVED, "it lived in another catalog" + since));
            case DELETED -> why.add(Cause.of(Kind.DELETED, "it was deleted" + since));
            case UNDECLARED -> why.add(Cause.of(Kind.UNDECLARED, "nobody had declared it yet"));
            case ACTIVE -> {
                if (going == null) {
                    why.add(Cause.of(Kind.WAITING, "nobody held it; " + around(observed, at)));
                }
            }
            case UNKNOWN -> {}
        }
        return why;
    }

    private static String around(Observed observed, Instant at) {
        Run next = null;
        Run last = null;
        for (Run run : observed.runs()) {
            if (!run.startedAt().isAfter(at)) {
                last = run;
                break;
            }
            next = run;
        }
        return (last == null ? "no run before is known" : "the run before ended " + last.endedAt()) + "; "
                + (next == null
                        ? "none has begun since"
                        : "the next one began " + next.startedAt() + ", because " + Phrases.trigger(next.trigger()));
    }

    private static List<String> unknown(Observed observed, @Nullable Instant at) {
        List<String> unknown = new ArrayList<>();
        if (!observed.allEvents()) {
            unknown.add("what people and programs changed is known from "
                    + observed.events().getFirst().at() + " on, audit event "
                    + observed.events().getFirst().number() + ": earlier events were let go of, or are too many");
        }
        Run oldest = observed.runs().isEmpty() ? null : observed.runs().getLast();
        if (observed.olderRuns()
                && oldest != null
                && at != null
                && oldest.startedAt().isAfter(at)) {
            unknown.add("runs are read back to " + oldest.startedAt() + ": there are more than " + Observation.MOST_RUNS
                    + " since then, so what went on at that time is not known");
        } else if (oldest != null && at != null && oldest.startedAt().isAfter(at) && gone(oldest)) {
            unknown.add("runs are known from " + oldest.startedAt() + " on, fence " + oldest.fence()
                    + ": earlier ones were let go of");
        }
        if (at != null) {
            unknown.add("when it was due next, and until when a lease was held, is kept of now alone");
        }
        unknown.addAll(gaps(observed));
        if (!observed.lag().isZero()) {
            unknown.add("audit events and shapes were read from a copy that is " + Phrases.time(observed.lag())
                    + " behind");
        }
        return unknown;
    }

    /** Whether runs before this one are not there any more. */
    private static boolean gone(Run oldest) {
        return oldest.fence() != null && oldest.fence().counter() > 1;
    }

    /** Fences between two runs that nothing is known of. */
    private static List<String> gaps(Observed observed) {
        if (observed.runs().isEmpty() || !observed.allEvents()) {
            return List.of();
        }
        FenceNumbers numbers = new FenceNumbers();
        observed.events().forEach(numbers::act);
        Run oldest = observed.runs().getLast();
        if (oldest.fence() != null) {
            numbers.from(oldest.fence());
        }
        for (Run run : observed.runs().reversed()) {
            if (run.fence() != null) {
                numbers.fence(run.fence(), run.replacedBy());
            }
        }
        Run newest = observed.runs().getFirst();
        List<FenceNumbers.Gap> gaps = newest.fence() == null ? List.of() : numbers.upTo(newest.fence());
        return gaps.stream()
                .limit(10)
                .map(gap -> "fences " + gap.from() + " to " + gap.through() + ": "
                        + (numbers.chunks()
                                ? "chunks of a backfill had them, which are not told one by one"
                                : "no run and no act is known that had them"))
                .toList();
    }
}
