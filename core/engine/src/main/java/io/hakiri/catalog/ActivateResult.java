package io.hakiri.catalog;

/** The answer to {@link Sealing#activate}. */
public sealed interface ActivateResult
        permits ActivateResult.Activated,
                ActivateResult.AlreadyActive,
                Answers.NotFound,
                Answers.Unsettled,
                Answers.Moved,
                Answers.Invalid {
    /** Open here, under a greater generation than the source ever had. */
    record Activated(Fence fence) implements ActivateResult {}

    /** It was activated before; nothing was changed. */
    record AlreadyActive() implements ActivateResult {}
}
