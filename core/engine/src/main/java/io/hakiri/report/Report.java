package io.hakiri.report;

import io.hakiri.catalog.PipelineId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the history says.
 *
 * @param rows in the order of what they are told apart by
 * @param runs how many were looked at
 * @param readLag how far what was read is behind what was written, as far as it knows (C-28)
 * @param withoutSuccess of a report about lag: streams that no run that was looked at brought up to date
 */
public record Report(
        ReportRequest request, List<Row> rows, long runs, Duration readLag, List<Unloaded> withoutSuccess) {
    public Report {
        rows = List.copyOf(rows);
        withoutSuccess = List.copyOf(withoutSuccess);
    }

    /**
     * One of them.
     *
     * @param keys one for each {@link ReportRequest#by}; {@code null} where a run has none
     * @param figures one for each of {@link ReportKind#measures}
     */
    public record Row(List<@Nullable String> keys, List<@Nullable Number> figures) {
        public Row {
            keys = Collections.unmodifiableList(new ArrayList<>(keys));
            figures = Collections.unmodifiableList(new ArrayList<>(figures));
        }
    }

    /**
     * What no run brought up to date.
     *
     * @param stream {@code null} where no stream of the pipeline is known
     */
    public record Unloaded(PipelineId pipeline, @Nullable String stream) {}
}
