package io.hakiri.explain;

import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.Decision;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.Verdict;
import io.hakiri.connector.ErrorClass;
import io.hakiri.explain.Cause.Kind;
import io.hakiri.reconcile.CircuitBreakers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Why a pipeline stands as it does now: the one that decides first, then what else keeps it, then how its last run came out. */
final class Causes {
    private final Observed observed;
    private final Standing standing;
    private final String name;
    private final List<Cause> causes = new ArrayList<>();

    private Causes(Observed observed, Standing standing) {
        this.observed = observed;
        this.standing = standing;
        this.name = observed.pipeline().pipeline().value();
    }

    static List<Cause> now(Observed observed, Standing standing) {
        Causes causes = new Causes(observed, standing);
        PipelineState state = observed.state();
        if (state == null) {
            causes.gone();
        } else {
            causes.of(state);
        }
        causes.lastRun(observed.now());
        return List.copyOf(causes.causes);
    }

    private void add(Kind kind, String says, @Nullable String command) {
        causes.add(new Cause(kind, says, command));
    }

    private void gone() {
        if (standing.status() == Standing.Status.DELETED) {
            add(Kind.DELETED, "it was deleted" + sinceBy(), null);
        } else {
            add(
                    Kind.UNDECLARED,
                    "the catalog knows no such pipeline: nobody has declared it yet",
                    "hakiri run " + name);
        }
    }

    /** {@code since … by …: …}, as far as it is known. */
    private String sinceBy() {
        return (standing.since() == null ? "" : " since " + standing.since())
                + (standing.by() == null ? "" : " by " + standing.by())
                + (standing.reason() == null ? "" : ": " + standing.reason());
    }

    private void of(PipelineState state) {
        switch (state.status()) {
            case PipelineStatus.Relocated(String address) ->
                add(Kind.MOVED, "it lives at " + address + " now" + sinceBy(), null);
            case PipelineStatus.Sealed() ->
                add(
                        Kind.SEALED,
                        "it is sealed for a move" + sinceBy()
                                + "; nothing can write it until the move is over or taken back",
                        "hakiri catalog migrate --rollback, where the move shall not go on");
            case PipelineStatus.OnHold(String reason) -> {
                String who = standing.by() == null ? ": " + reason : sinceBy();
                add(
                        Kind.PAUSED,
                        "it is paused" + who + "; no run begins until it is resumed",
                        "hakiri pipeline resume " + name + " --reason TEXT");
                lease(state);
            }
            case PipelineStatus.Active() -> active(state);
        }
        undecided();
        queue();
        if (observed.unsettled() > 0) {
            String many = observed.unsettled() >= Observation.MOST_RECEIPTS
                    ? "at least " + observed.unsettled() + " receipts are"
                    : Phrases.many(observed.unsettled(), "receipt") + (observed.unsettled() == 1 ? " is" : " are");
            add(
                    Kind.UNSETTLED,
                    many + " committed and not yet followed by the destination: the next run settles them",
                    null);
        }
    }

    private void active(PipelineState state) {
        if (lease(state)) {
            return;
        }
        for (Backfill backfill : observed.backfills()) {
            if (backfill.ahead() && backfill.status() == Backfill.Status.RUNNING) {
                add(
                        Kind.BACKFILL,
                        "backfill " + backfill.id() + " holds it: " + backfill.done() + " of " + backfill.chunks()
                                + " chunks are done; no run begins before all are",
                        null);
                return;
            }
        }
        due(state);
    }

    /** Whether somebody has it. */
    private boolean lease(PipelineState state) {
        Lease lease = state.lease();
        if (lease == null) {
            return false;
        }
        String whose = "run " + lease.run() + " of " + lease.holder() + " under fence " + lease.fence();
        if (lease.until().isAfter(observed.now())) {
            add(
                    Kind.RUNNING,
                    whose + " goes on since " + lease.since() + "; its lease ends " + lease.until()
                            + " unless it is renewed",
                    null);
        } else {
            add(
                    Kind.DIED,
                    whose + " has died: its lease ran out " + lease.until()
                            + ". The next run takes it over, and goes on from the last commit",
                    null);
        }
        return true;
    }

    private void due(PipelineState state) {
        Instant due = state.nextDue();
        if (due == null) {
            add(Kind.ON_DEMAND, "it has no schedule: it runs when somebody asks for it", "hakiri run " + name);
            return;
        }
        Run last = lastEnded();
        RunError error = last == null ? null : last.error();
        String failed = state.failures() == 0
                ? ""
                : " after " + Phrases.many(state.failures(), "failure") + " in a row"
                        + (error == null ? "" : ", the last one" + Phrases.error(error));
        if (due.isAfter(observed.now())) {
            String in = ", in " + Phrases.time(Duration.between(observed.now(), due));
            add(
                    state.failures() == 0 ? Kind.WAITING : Kind.RETRYING,
                    state.failures() == 0
                            ? "it waits until it is due, " + due + in
                            : "it is tried again " + due + in + failed,
                    null);
            return;
        }
        boolean maybeOpen = error != null
                && Arrays.stream(ErrorClass.values())
                        .anyMatch(kind -> kind.mayPass() && kind.word().equals(error.kind()));
        add(
                Kind.DUE,
                "it is due since " + due + failed + ", and no run has begun yet: no service looks at this catalog, or"
                        + " it has no place free, or has just been handed it"
                        + (maybeOpen
                                ? ", or leaves its source alone for up to "
                                        + Phrases.time(CircuitBreakers.LONGEST_PAUSE)
                                        + " at a time since runs on it failed " + CircuitBreakers.FAILURES
                                        + " times in a row (its log says so)"
                                : ""),
                "hakiri run " + name);
    }

    private void undecided() {
        Map<String, SchemaVersion> latest = new LinkedHashMap<>();
        observed.schemas().forEach(version -> latest.put(version.stream(), version));
        for (SchemaVersion version : latest.values()) {
            Decision decision = version.decision();
            if (decision == null || decision.verdict() == Verdict.REJECT) {
                String says = decision == null
                        ? "nobody has decided about it: data of it is not taken"
                        : decision.by() + " rejected it, " + decision.reason() + ": data of it is not taken";
                add(
                        Kind.UNDECIDED,
                        "version " + version.version() + " of the shape of stream " + version.stream() + ", seen "
                                + version.seenAt() + ": " + says,
                        "hakiri schema decide " + name + " --stream " + version.stream() + " --version "
                                + version.version() + " --verdict accept --reason TEXT");
            }
        }
    }

    private void queue() {
        List<Run> waiting = observed.queue().stream()
                .filter(run -> run.status() == RunStatus.QUEUED)
                .toList();
        if (!waiting.isEmpty()) {
            add(
                    Kind.QUEUED,
                    Phrases.many(waiting.size(), "run") + " in the queue, the first since "
                            + waiting.getFirst().startedAt() + ": an executor begins it",
                    null);
        }
    }

    private @Nullable Run lastEnded() {
        return observed.runs().stream()
                .filter(run -> run.status().ended())
                .findFirst()
                .orElse(null);
    }

    private void lastRun(Instant now) {
        Run last = lastEnded();
        Instant ended = last == null ? null : last.endedAt();
        if (last == null || ended == null) {
            if (observed.runs().isEmpty() && observed.state() != null) {
                add(Kind.LAST_RUN, "it has not run yet, or its runs were let go of", null);
            }
            return;
        }
        String how = switch (last.status()) {
            case SUCCEEDED -> "succeeded";
            case PARTIAL -> "did a part" + Phrases.error(last.error());
            case FAILED -> "failed" + Phrases.error(last.error());
            case ABANDONED -> "lost its lease: " + Phrases.replacedBy(last.replacedBy());
            case CANCELLED -> "was cancelled";
            case QUEUED, RUNNING -> "goes on";
        };
        add(
                Kind.LAST_RUN,
                "the last run that ended, " + last.id() + ", " + how + ", " + Phrases.time(Duration.between(ended, now))
                        + " ago",
                null);
    }
}
