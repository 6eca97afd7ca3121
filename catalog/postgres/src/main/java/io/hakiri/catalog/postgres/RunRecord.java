package io.hakiri.catalog.postgres;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A run that has begun, as the view {@code run_history} has it. */
@Entity
@Immutable
@Table(name = "run_history")
@IdClass(RunRecord.Key.class)
class RunRecord {
    /** What tells runs that have begun apart. */
    record Key(long pipelineId, long fence) {}

    @Id
    long pipelineId;

    @Id
    long fence;

    long projectId;

    @SuppressWarnings("NullAway.Init")
    String pipeline;

    @SuppressWarnings("NullAway.Init")
    UUID run;

    @SuppressWarnings("NullAway.Init")
    String status;

    @SuppressWarnings("NullAway.Init")
    String trigger;

    @SuppressWarnings("NullAway.Init")
    String worker;

    long startedMicros;

    @Nullable
    Long endedMicros;

    int steps;

    @Nullable
    String errorKind;

    @Nullable
    String errorMessage;

    @Nullable
    String replacedBy;

    RunRecord() {}
}
