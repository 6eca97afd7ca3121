package io.hakiri.catalog;

/** The answer to a change of a project's tokens. */
public sealed interface TokenResult
        permits TokenResult.Done,
                TokenResult.Exists,
                TokenResult.Unknown,
                Answers.Moving,
                Answers.Moved,
                Answers.Invalid {
    /** It is so now. */
    record Done() implements TokenResult {}

    /** There is another token with this id. */
    record Exists() implements TokenResult {}

    /** There is no token with this id. */
    record Unknown() implements TokenResult {}
}
