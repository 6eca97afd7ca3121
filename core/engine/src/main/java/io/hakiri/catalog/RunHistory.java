package io.hakiri.catalog;

import java.util.Optional;

/** What ran. */
public interface RunHistory {
    /** One run of a pipeline, as of now. */
    Optional<Run> run(PipelineKey pipeline, RunId run);

    /** The runs that have begun, newest fence first (C-19). */
    Listing<Run> runs(PipelineKey pipeline, PageRequest page);

    /** The runs that were queued and have not begun, waiting or ended, by id (C-19). */
    Listing<Run> queue(PipelineKey pipeline, PageRequest page);
}
