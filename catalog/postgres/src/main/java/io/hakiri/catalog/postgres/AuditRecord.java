package io.hakiri.catalog.postgres;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** An audit event, as the view {@code audit_history} has it. */
@Entity
@Immutable
@Table(name = "audit_history")
@IdClass(AuditRecord.Key.class)
class AuditRecord {
    /** An event of a pipeline, or of the project itself. */
    record Key(long ownerId, long number) {}

    @Id
    long ownerId;

    @Id
    long number;

    long projectId;

    /** The pipeline; empty for the project itself. */
    @SuppressWarnings("NullAway.Init")
    String place;

    long atMicros;

    @SuppressWarnings("NullAway.Init")
    String actor;

    @SuppressWarnings("NullAway.Init")
    String reason;

    @SuppressWarnings("NullAway.Init")
    String action;

    @Nullable
    String before;

    @Nullable
    String after;

    AuditRecord() {}
}
