package io.hakiri.migrate;

import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.RowKind;
import java.time.Duration;

/** Is told how a move goes on, by one thread at a time. */
public interface MoveListener {
    /** Hears nothing. */
    MoveListener NONE = new MoveListener() {};

    /** A project's pipelines are about to be copied, so many of them. */
    default void began(ProjectId project, int pipelines) {}

    /** Rows were laid down at the target. */
    default void copied(Owner owner, RowKind kind, int rows) {}

    /** All that could be copied of a pipeline while it goes on was copied; it can be sealed. */
    default void ready(PipelineKey pipeline) {}

    /** A pipeline lives at the target now. */
    default void moved(PipelineKey pipeline, Duration pause) {}

    /** A pipeline stays where it is. */
    default void skipped(PipelineKey pipeline, String why) {}
}
