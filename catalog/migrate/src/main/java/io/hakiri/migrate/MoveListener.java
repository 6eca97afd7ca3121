package io.hakiri.migrate;

import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Is told how a move goes on, by one thread at a time. */
public interface MoveListener {
    /** Hears nothing. */
    MoveListener NONE = new MoveListener() {};

    /**
     * A project's pipelines are about to be copied.
     *
     * @param pipelines those that move, each with the greatest fence that it ever had: its runs and receipts lie up to there
     */
    default void began(ProjectId project, Map<PipelineKey, Fence> pipelines) {}

    /** Rows were laid down at the target, which are there now up to and with the last one of these. */
    default void copied(Owner owner, RowKind kind, List<Row> rows) {}

    /** All that could be copied of a pipeline while it goes on was copied; it can be sealed. */
    default void ready(PipelineKey pipeline) {}

    /** A pipeline lives at the target now. */
    default void moved(PipelineKey pipeline, Duration pause) {}

    /** A pipeline stays where it is. */
    default void skipped(PipelineKey pipeline, String why) {}
}
