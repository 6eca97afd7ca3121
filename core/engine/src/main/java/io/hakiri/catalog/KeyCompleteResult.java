package io.hakiri.catalog;

/** The answer to {@link IdempotencyKeys#complete}. The token names the request, so a repeat gets the first answer. */
public sealed interface KeyCompleteResult
        permits KeyCompleteResult.Done,
                KeyCompleteResult.Superseded,
                KeyCompleteResult.Gone,
                Answers.Moving,
                Answers.Moved,
                Answers.Invalid {
    /** Stored, by this call or by an earlier one with the same token and result. */
    record Done() implements KeyCompleteResult {}

    /** The token is an old one: someone else started the key since. Nothing was changed (the contract's {@code Fenced}). */
    record Superseded() implements KeyCompleteResult {}

    /** The key's time is over: it reads as absent. */
    record Gone() implements KeyCompleteResult {}
}
