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

/** Tells another listener what several threads have to say, by one at a time. */
final class SerialListener implements MoveListener {
    private final MoveListener to;

    SerialListener(MoveListener to) {
        this.to = to;
    }

    @Override
    public synchronized void began(ProjectId project, Map<PipelineKey, Fence> pipelines) {
        to.began(project, pipelines);
    }

    @Override
    public synchronized void copied(Owner owner, RowKind kind, List<Row> rows) {
        to.copied(owner, kind, rows);
    }

    @Override
    public synchronized void ready(PipelineKey pipeline) {
        to.ready(pipeline);
    }

    @Override
    public synchronized void moved(PipelineKey pipeline, Duration pause) {
        to.moved(pipeline, pause);
    }

    @Override
    public synchronized void skipped(PipelineKey pipeline, String why) {
        to.skipped(pipeline, why);
    }
}
