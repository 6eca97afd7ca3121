package io.hakiri.run;

import io.hakiri.catalog.Writer;
import java.time.Duration;
import java.util.OptionalLong;

/** Watches a run, for progress on a terminal. Called by the run's own thread, often: must not block. */
public interface RunListener {
    /** Watches nothing. */
    RunListener SILENT = new RunListener() {};

    /** The lease was granted. */
    default void began(Writer writer) {}

    /** Rows were read: the sums of this run's stream so far, and how many bytes there were in all, where that is known. */
    default void read(String stream, long rows, long bytes, OptionalLong ofBytes) {}

    /** Trouble that may pass: the run waits and tries again. */
    default void retrying(String stream, String trouble, Duration delay) {}
}
