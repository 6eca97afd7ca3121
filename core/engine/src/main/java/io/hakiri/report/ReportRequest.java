package io.hakiri.report;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.ProjectId;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is asked for.
 *
 * @param pipelines only these; empty for all that are known
 * @param by what rows are told apart by, in this order; empty for one row
 */
public record ReportRequest(
        ReportKind kind, ProjectId project, List<PipelineId> pipelines, List<Grouping> by, Span span, Prices prices) {
    public ReportRequest {
        pipelines = pipelines.stream().distinct().toList();
        by = List.copyOf(by);
        if (!kind.groupings().containsAll(by)) {
            throw new InvalidInput("by", kind.groupings().toString(), by.toString());
        }
    }

    /** What a row holds, in order: first what it is told apart by. */
    public List<Column> columns() {
        return Stream.concat(by.stream().map(Grouping::column), kind.measures().stream())
                .toList();
    }
}
