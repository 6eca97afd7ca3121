package io.hakiri.catalog;

/** The answer to a change of a pipeline outside a run. */
public sealed interface ChangeResult
        permits ChangeResult.Done, Answers.NotFound, Answers.Unsettled, Answers.Moving, Answers.Moved, Answers.Invalid {
    /** It is so now, whether this call or an earlier one made it so; only a real change is audited. */
    record Done() implements ChangeResult {}
}
