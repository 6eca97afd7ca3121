package io.hakiri.console;

import io.hakiri.access.BrowserSession;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RunId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the pages are. Names of projects, pipelines and runs need no escape in a path (C-22). */
final class Paths {
    private Paths() {}

    static String of(ProjectId project) {
        return BrowserSession.ROOT + "/projects/" + project;
    }

    static String of(PipelineKey pipeline) {
        return of(pipeline.project()) + "/pipelines/" + pipeline.pipeline();
    }

    static String of(PipelineKey pipeline, RunId run) {
        return of(pipeline) + "/runs/" + run;
    }

    static Frame.Link root() {
        return new Frame.Link("Projects", BrowserSession.ROOT);
    }

    static Frame.Link link(ProjectId project) {
        return new Frame.Link(project.value(), of(project));
    }

    static Frame.Link link(PipelineKey pipeline) {
        return new Frame.Link(pipeline.pipeline().value(), of(pipeline));
    }

    /** The way to what is below a pipeline. */
    static List<Frame.Link> above(PipelineKey pipeline) {
        return List.of(root(), link(pipeline.project()), link(pipeline));
    }

    /** The way to what is below a pipeline's backfills. */
    static List<Frame.Link> aboveBackfill(PipelineKey pipeline) {
        return List.of(
                root(),
                link(pipeline.project()),
                link(pipeline),
                new Frame.Link("Backfills", of(pipeline) + "/backfills"));
    }

    /** The next page of a list; empty where there is none. */
    static String next(String path, @Nullable String next) {
        return next == null ? "" : path + "?page=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    }
}
