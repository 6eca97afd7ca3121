package io.hakiri.run;

import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an attempt to run a pipeline came out. */
public sealed interface RunReport {
    PipelineKey pipeline();

    /**
     * The run began and ended.
     *
     * @param error why, unless it succeeded
     */
    record Ended(
            PipelineKey pipeline,
            RunId run,
            RunStatus status,
            List<StreamReport> streams,
            @Nullable RunError error) implements RunReport {
        public Ended {
            streams = List.copyOf(streams);
        }
    }

    /**
     * The run began, and lost its right to write: what it had not committed does not count. Someone else goes on.
     *
     * @param streams what it had committed until then
     */
    record Lost(PipelineKey pipeline, RunId run, List<StreamReport> streams, String reason) implements RunReport {
        public Lost {
            streams = List.copyOf(streams);
        }
    }

    /**
     * The run did not begin.
     *
     * @param word {@code held}, {@code paused}, {@code not-due}, {@code not-found}, {@code moving}, {@code moved} or
     *     {@code invalid}
     * @param reason for a person
     */
    record Refused(PipelineKey pipeline, String word, String reason) implements RunReport {}
}
