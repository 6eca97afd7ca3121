package io.hakiri.catalog;

/** The answer to {@link SingleWriter#cancel}. */
public sealed interface CancelResult
        permits CancelResult.Cancelled,
                CancelResult.AlreadyEnded,
                Answers.NotFound,
                Answers.Moving,
                Answers.Moved,
                Answers.Invalid {
    /** The run is closed as cancelled; a running one was fenced. */
    record Cancelled() implements CancelResult {}

    /** The run had ended before, and stays as it is (C-13). */
    record AlreadyEnded(RunStatus status) implements CancelResult {}
}
