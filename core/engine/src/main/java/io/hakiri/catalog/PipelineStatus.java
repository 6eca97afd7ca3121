package io.hakiri.catalog;

/** Whether a pipeline may be written here. */
public sealed interface PipelineStatus {
    /** Open for begins and claims. */
    record Active() implements PipelineStatus {}

    /** No new begin; a run that was going on may go on (C-13). */
    record OnHold(String reason) implements PipelineStatus {}

    /** Sealed for a move, at the source or not yet activated at the target (C-26). */
    record Sealed() implements PipelineStatus {}

    /** Lives at another address, for ever (C-26). */
    record Relocated(String address) implements PipelineStatus {}
}
