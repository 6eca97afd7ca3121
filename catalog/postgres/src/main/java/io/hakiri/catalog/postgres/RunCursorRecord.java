package io.hakiri.catalog.postgres;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** How far a run moved a cursor, as the view {@code run_cursor_history} has it. */
@Entity
@Immutable
@Table(name = "run_cursor_history")
@IdClass(RunCursorRecord.Key.class)
class RunCursorRecord {
    /** A cursor of a run. */
    record Key(long pipelineId, long fence, String stream, String part) {}

    @Id
    long pipelineId;

    @Id
    long fence;

    @Id
    @SuppressWarnings("NullAway.Init")
    String stream;

    @Id
    @SuppressWarnings("NullAway.Init")
    String part;

    @Nullable
    Long fromKind;

    @Nullable
    String fromValue;

    byte @Nullable [] fromKey;

    @Nullable
    Long toKind;

    @Nullable
    String toValue;

    byte @Nullable [] toKey;

    RunCursorRecord() {}
}
