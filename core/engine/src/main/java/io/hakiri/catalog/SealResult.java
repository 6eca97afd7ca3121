package io.hakiri.catalog;

/** The answer to {@link Sealing#seal}. */
public sealed interface SealResult
        permits SealResult.SealedUnder, Answers.NotFound, Answers.Held, Answers.Moved, Answers.Invalid {
    /**
     * Nothing can write it any more.
     *
     * @param fence the raised fence
     */
    record SealedUnder(Fence fence) implements SealResult {}
}
