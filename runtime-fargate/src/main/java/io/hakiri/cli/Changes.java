package io.hakiri.cli;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.ChangeResult;

/** What the answers to a change mean for the person who asked for it. */
final class Changes {
    private Changes() {}

    /** Goes on where it was done; ends the command where it was refused. */
    static void expectDone(String what, ChangeResult answer) {
        switch (answer) {
            case ChangeResult.Done() -> {}
            case Answers.NotFound() -> throw notFound(what);
            case Answers.Unsettled(var receipts) ->
                throw Refusal.refused(what + ": " + receipts.size() + " receipts are open; run the pipeline first");
            case Answers.Moving() -> throw moving(what);
            case Answers.Moved(String address) -> throw moved(what, address);
            case Answers.Invalid(String field, String limit, String given) -> throw invalid(field, limit, given);
        }
    }

    static Refusal notFound(String what) {
        return Refusal.usage(what + ": the catalog knows no such thing");
    }

    static Refusal moving(String what) {
        return Refusal.refused(what + ": sealed for a move to another catalog");
    }

    static Refusal moved(String what, String address) {
        return Refusal.refused(what + ": lives at " + address + " now");
    }

    static Refusal held(String what, Answers.Held held) {
        return Refusal.refused(what + ": held by " + held.holder() + " until " + held.until()
                + "; wait for it, or take it: hakiri lease break " + what + " --reason TEXT");
    }

    static Refusal invalid(String field, String limit, String given) {
        return Refusal.usage(field + ": expected " + limit + ", given " + given);
    }
}
