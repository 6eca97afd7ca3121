package io.hakiri.catalog.postgres;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A version of a stream's shape, as the view {@code schema_history} has it. */
@Entity
@Immutable
@Table(name = "schema_history")
@IdClass(SchemaRecord.Key.class)
class SchemaRecord {
    /** A version of a stream. */
    record Key(long pipelineId, String stream, int version) {}

    @Id
    long pipelineId;

    @Id
    @SuppressWarnings("NullAway.Init")
    String stream;

    @Id
    int version;

    long projectId;

    @SuppressWarnings("NullAway.Init")
    String pipeline;

    @SuppressWarnings("NullAway.Init")
    String shape;

    @Nullable
    String verdict;

    @Nullable
    String decidedBy;

    @Nullable
    String reason;

    long seenMicros;

    long seenBy;

    SchemaRecord() {}
}
