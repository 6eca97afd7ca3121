package io.hakiri.catalog;

/** The answer to {@link Backfills#startBackfill}. */
public sealed interface BackfillResult
        permits BackfillResult.Started, Answers.Held, Answers.NotFound, Answers.Moving, Answers.Moved, Answers.Invalid {
    /** It is open for workers, by this call or by an earlier one with the same content. */
    record Started(Backfill backfill) implements BackfillResult {}
}
