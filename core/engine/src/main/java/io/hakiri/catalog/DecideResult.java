package io.hakiri.catalog;

/** The answer to {@link SchemaHistory#decide}. */
public sealed interface DecideResult
        permits DecideResult.Decided, Answers.NotFound, Answers.Moving, Answers.Moved, Answers.Invalid {
    /** The version as it is now. */
    record Decided(SchemaVersion version) implements DecideResult {}
}
