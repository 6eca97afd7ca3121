package io.hakiri.catalog.postgres;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** What a run read and wrote of a stream, as the view {@code run_stream_history} has it. */
@Entity
@Immutable
@Table(name = "run_stream_history")
@IdClass(RunStreamRecord.Key.class)
class RunStreamRecord {
    /** A stream of a run. */
    record Key(long pipelineId, long fence, String stream) {}

    @Id
    long pipelineId;

    @Id
    long fence;

    @Id
    @SuppressWarnings("NullAway.Init")
    String stream;

    long rowsRead;

    long rowsWritten;

    long rowsQuarantined;

    long bytesRead;

    RunStreamRecord() {}
}
