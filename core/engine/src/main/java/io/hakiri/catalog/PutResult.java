package io.hakiri.catalog;

/** The answer to {@link Pipelines#put}. */
public sealed interface PutResult
        permits PutResult.Stored, PutResult.Unchanged, PutResult.OtherVersion, Answers.Moving, Answers.Moved {
    /** Created, or changed to a new version. */
    record Stored(PipelineState state) implements PutResult {}

    /** The manifest is the one that is stored: no new version, no audit event; the due time stays. */
    record Unchanged(PipelineState state) implements PutResult {}

    /** Someone changed it since the expected version; nothing was changed. 0 where it does not exist. */
    record OtherVersion(long current) implements PutResult {}
}
