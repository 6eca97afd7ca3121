package io.hakiri.catalog;

/** What people and programs changed outside a run (C-17). */
public interface AuditLog {
    /** The events of one pipeline by number, also after it was deleted or moved (C-19). */
    Page<AuditEvent> audit(PipelineKey pipeline, PageRequest page);

    /** The events that concern the project itself: tokens, sealing, adoption (C-19). */
    Page<AuditEvent> audit(ProjectId project, PageRequest page);
}
