package io.hakiri.catalog;

/** The answer to {@link SingleWriter#enqueue}. */
public sealed interface EnqueueResult
        permits EnqueueResult.Enqueued, Answers.NotFound, Answers.Moving, Answers.Moved, Answers.Invalid {
    /** It waits to be begun. */
    record Enqueued(RunId run) implements EnqueueResult {}
}
