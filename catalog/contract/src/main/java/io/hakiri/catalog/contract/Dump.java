package io.hakiri.catalog.contract;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.ProjectId;
import java.util.ArrayList;
import java.util.List;

/**
 * All that a catalog shows, so that "changes nothing at all" can be said of it (C-3).
 *
 * @param shown what each listing answered, in a fixed order
 */
record Dump(List<Object> shown) {
    /** The streams that tests of the kit use. */
    private static final List<String> STREAMS = List.of("a", "b", "c");

    Dump {
        shown = List.copyOf(shown);
    }

    static Dump of(Catalog catalog) {
        List<Object> shown = new ArrayList<>();
        PageRequest first = PageRequest.first();
        for (ProjectId project : catalog.projects(first).entries()) {
            shown.add(project);
            shown.add(catalog.tokens(project, first));
            shown.add(catalog.audit(project, first));
            for (PipelineState pipeline : catalog.pipelines(project, first).entries()) {
                shown.add(pipeline);
                shown.add(catalog.cursors(pipeline.key(), first));
                shown.add(catalog.unsettled(pipeline.key(), first));
                shown.add(catalog.runs(pipeline.key(), first));
                shown.add(catalog.queue(pipeline.key(), first));
                shown.add(catalog.audit(pipeline.key(), first));
                shown.add(catalog.backfills(pipeline.key(), first));
                STREAMS.forEach(stream -> shown.add(catalog.schemaVersions(pipeline.key(), stream, first)));
            }
        }
        return new Dump(shown);
    }
}
