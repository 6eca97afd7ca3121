package io.hakiri.transfer;

import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineId;

/**
 * A pipeline that a project has or had.
 *
 * @param state what it is
 * @param fence the greatest that it ever had
 */
public record PipelineName(PipelineId id, State state, Fence fence) {
    /** What a pipeline is, for a move. */
    public enum State {
        /** Declared here, or opened here after a move; also a paused one. */
        LIVING,
        /** Sealed here for a move. */
        SEALED,
        /** Lives elsewhere now. */
        MOVED,
        /** Deleted here. */
        DELETED,
        /** Being received from elsewhere, and not yet opened. */
        RECEIVED,
        /** Was received from elsewhere, and then discarded: its move was taken back. */
        DISCARDED
    }
}
