package io.hakiri.catalog;

/**
 * Looking for something in what happened (C-28). A search may read from a copy that lags, says by how much, and decides
 * nothing. It finds what this catalog recorded, also of deleted and moved pipelines; a project or pipeline that never was has
 * nothing.
 *
 * <p>Newest first: of one pipeline by fence or number, which no clock disturbs; of a project by the recorded time, then by
 * pipeline (what concerns the project itself before them), then as within one pipeline. What a page shows in this order never
 * changes its place (C-19). A page may hold fewer entries than were asked for, even none, while more follow: only a missing
 * {@link Page#next} says that there is no more.
 */
public interface HistorySearch {
    /** Runs that have begun; those still queued are in {@link RunHistory#queue}. */
    Found<Run> searchRuns(RunSearch search);

    /** Versions of streams' shapes: also of one pipeline by the time they were seen, then by stream, the highest version first. */
    Found<SeenSchema> searchSchemas(SchemaSearch search);

    /** What people and programs changed, in pipelines and in the project itself. */
    Found<AuditEvent> searchAudit(AuditSearch search);
}
