package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.CatalogException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbResponse;

/** One call with all its tries: counts them, remembers whether one of them may have been applied, and gives up in time. */
final class Call {
    private final Attempts attempts;
    private final Place place;
    private final String what;
    private final boolean writes;
    private final long endNanos;
    private int tries;
    private int staleProofs;
    private boolean mayBeApplied;
    private @Nullable RuntimeException lost;

    Call(Attempts attempts, Place place, String what, boolean writes) {
        this.attempts = attempts;
        this.place = place;
        this.what = what;
        this.writes = writes;
        this.endNanos = attempts.nanoTime() + attempts.pace().overall().toNanos();
    }

    /** For the request of the next try: how long it may take. */
    AwsRequestOverrideConfiguration bounds() {
        if (Thread.currentThread().isInterrupted()) {
            throw new Faults.NotSent();
        }
        long left = Math.max(1, endNanos - attempts.nanoTime());
        Duration time = Duration.ofNanos(Math.min(attempts.pace().perAttempt().toNanos(), left));
        return AwsRequestOverrideConfiguration.builder()
                .apiCallAttemptTimeout(time)
                .build();
    }

    /** Tries until there is an answer. */
    <R extends DynamoDbResponse> R answer(Function<Call, R> request) {
        while (true) {
            try {
                return Faults.ofTheService(request.apply(this));
            } catch (RuntimeException e) {
                againOrThrow(e);
            }
        }
    }

    /** Whether an earlier try may have been applied: its answer was lost. */
    boolean mayBeApplied() {
        return mayBeApplied;
    }

    /** A part was applied, or answered: the tries count anew, and this call can no longer say that nothing was changed. */
    void gotOn() {
        tries = 0;
        mayBeApplied |= writes;
    }

    /** Returns after a pause when it is time for another try of the same request; throws the fault of the contract if not. */
    void againOrThrow(RuntimeException fault) {
        if (fault instanceof CatalogException said) {
            throw said; // by what gives a client its credentials: nothing was sent
        }
        Faults.Kind kind = Faults.kind(fault);
        boolean unanswered = kind == Faults.Kind.LOST || kind == Faults.Kind.INTERRUPTED;
        if (writes && unanswered && !(fault instanceof Faults.NotSent)) {
            mayBeApplied = true;
            lost = lost == null ? fault : lost;
        }
        boolean hope = switch (kind) {
            case THROTTLED, CONFLICT, UNREACHABLE, LOST -> true;
            // the provider may have new ones, and the client has learnt the time from the answer
            case STALE_PROOF -> staleProofs++ == 0;
            case INTERRUPTED, FINAL -> false;
        };
        if (kind == Faults.Kind.INTERRUPTED) {
            Thread.currentThread().interrupt();
        }
        if (!hope || !paused()) {
            throw thrown(fault);
        }
    }

    /** Returns after a pause when it is time to ask again for what was left out. */
    void againForTheRest() {
        if (!paused()) {
            throw thrown(new Faults.LeftOut());
        }
    }

    /** After a lost answer its condition does not hold, and nothing proves that it was this write that changed it. */
    CatalogException.OutcomeUnknown changedMeanwhile() {
        return new CatalogException.OutcomeUnknown(
                what + " at " + place
                        + ": the answer to an earlier try was lost, and the item has been changed since, by that"
                        + " try or by another writer. It may have been applied: send the same step or request again",
                lost);
    }

    private CatalogException thrown(RuntimeException fault) {
        CatalogException thrown = Faults.translate(place, what, fault, mayBeApplied);
        if (lost != null && !lost.equals(fault)) {
            thrown.addSuppressed(Faults.withoutSecrets(lost));
        }
        return thrown;
    }

    private boolean paused() {
        tries++;
        if (tries >= attempts.pace().most()) {
            return false;
        }
        try {
            attempts.pause(tries);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return attempts.nanoTime() < endNanos;
    }
}
