package io.hakiri.catalog;

/** What shape the data had, and what was decided. */
public interface SchemaHistory {
    /** The versions of a stream, 1, 2, 3 … (C-14, C-19). */
    Listing<SchemaVersion> schemaVersions(PipelineKey pipeline, String stream, PageRequest page);

    /**
     * Decides about a version, leaving an audit event. A version that is not accepted may be decided about again; an
     * accepted one stays accepted, for its readers must never again read less ({@code Invalid}, C-14).
     */
    DecideResult decide(PipelineKey pipeline, String stream, int version, Verdict verdict, Actor actor);
}
