package io.hakiri.migrate;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.run.Pace;
import io.hakiri.run.SafeCalls;
import java.time.Duration;
import java.util.function.Supplier;

/** Calls of either end: each is made again while its backend is away, for each step of a move may be done twice. */
final class Calls {
    /** For so long a backend may be away. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SafeCalls calls;

    private Calls(SafeCalls calls) {
        this.calls = calls;
    }

    /** @param pace what is waited by while a backend is away */
    static Calls of(Pace pace) {
        return new Calls(new SafeCalls(pace, PATIENCE));
    }

    <T> T call(Supplier<T> call) {
        return calls.call(call);
    }

    /** Goes on where it was done. */
    void done(String what, Supplier<ChangeResult> call) {
        switch (call(call)) {
            case ChangeResult.Done() -> {}
            case Answers.NotFound() -> throw new MoveRefused(what + ": there is no such thing any more");
            case Answers.Unsettled(var receipts) ->
                throw new MoveRefused(what + ": " + receipts.size() + " receipts are open");
            case Answers.Moving() -> throw new MoveRefused(what + ": sealed for a move by someone else");
            case Answers.Moved(String address) -> throw new MoveRefused(what + ": lives at " + address + " now");
            case Answers.Invalid invalid -> throw MoveRefused.of(what, invalid);
        }
    }
}
