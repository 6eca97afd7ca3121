package io.hakiri.http;

import io.hakiri.api.Bodies;
import io.hakiri.api.Forms;
import io.hakiri.api.ProblemType;
import io.hakiri.api.Said;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunId;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.reconcile.DispatchException;
import io.hakiri.reconcile.DispatchTarget;
import io.hakiri.run.RunReport;
import io.hakiri.run.StreamReport;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Pipelines that are run by this service, dispatched by a reconciler that may be elsewhere. */
@Path("/v1/projects/{project}/pipelines/{pipeline}/work")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
final class WorkResource {
    private final Catalog catalog;
    private final DispatchTarget target;

    WorkResource(Catalog catalog, DispatchTarget target) {
        this.catalog = catalog;
        this.target = target;
    }

    @POST
    @Serves(
            to = Role.OPERATOR,
            says =
                    "Runs the pipeline as it is declared, for a dispatch, and answers when that has ended or was handed over.",
            gives = Said.Worked.class,
            answers = {Answers.NotFound.class, DispatchException.class})
    public Response work(
            @PathParam("project") String project, @PathParam("pipeline") String pipeline, Bodies.Dispatched body) {
        PipelineKey key = PipelineKey.of(project, pipeline);
        Claim claim = body.of(key);
        Optional<PipelineState> state = catalog.pipeline(key);
        return state.isEmpty()
                ? Problem.of(ProblemType.NOT_FOUND)
                : Replies.record(said(
                        target.run(claim, Pipeline.ofCanonicalJson(state.get().manifest()))));
    }

    private static Said.Worked said(RunReport report) {
        return switch (report) {
            case RunReport.Ended ended -> {
                RunError error = ended.error();
                yield counted(
                        ended.run(),
                        Forms.word(ended.status()),
                        ended.streams(),
                        error == null ? null : error.message());
            }
            case RunReport.Lost lost -> counted(lost.run(), "fenced", lost.streams(), lost.reason());
            case RunReport.Refused refused -> counted(null, refused.word(), List.of(), refused.reason());
        };
    }

    private static Said.Worked counted(
            @Nullable RunId run, String status, List<StreamReport> streams, @Nullable String reason) {
        return new Said.Worked(
                run,
                status,
                streams.stream().mapToLong(stream -> stream.counts().read()).sum(),
                streams.stream().mapToLong(stream -> stream.counts().written()).sum(),
                streams.stream()
                        .mapToLong(stream -> stream.counts().quarantined())
                        .sum(),
                reason);
    }
}
