package io.hakiri.catalog;

import java.time.Instant;

/** The answer to {@link IdempotencyKeys#start}. */
public sealed interface KeyStartResult
        permits KeyStartResult.Started,
                KeyStartResult.InProgress,
                KeyStartResult.Completed,
                Answers.Moving,
                Answers.Moved,
                Answers.Invalid {
    /**
     * It is yours to do.
     *
     * @param token 128 random bits in hexadecimal
     */
    record Started(String token, Instant until) implements KeyStartResult {}

    /** Someone is at it. */
    record InProgress(Instant until) implements KeyStartResult {}

    /** It was done: what {@code complete} stored. */
    record Completed(String result, Instant until) implements KeyStartResult {}
}
