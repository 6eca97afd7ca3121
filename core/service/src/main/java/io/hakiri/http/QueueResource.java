package io.hakiri.http;

import io.hakiri.api.AnswerForms;
import io.hakiri.api.Bodies;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Enqueue;
import io.hakiri.catalog.EnqueueResult;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;

/** Runs that wait to be begun (C-13). */
@Path("/v1/projects/{project}/pipelines/{pipeline}/queue")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
final class QueueResource {
    private final Catalog catalog;

    QueueResource(Catalog catalog) {
        this.catalog = catalog;
    }

    @GET
    @Serves(
            to = Role.READER,
            says = "The runs that were queued and have not begun, waiting or ended, by id.",
            gives = Run.class,
            listed = "runs",
            answers = Listing.class)
    public Response queue(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @QueryParam("page") @Nullable String page,
            @QueryParam("limit") @Nullable String limit) {
        return Replies.of("runs", catalog.queue(PipelineKey.of(project, pipeline), Params.page(page, limit)));
    }

    @POST
    @Serves(
            to = Role.OPERATOR,
            says = "Queues a run, for an executor that begins it under the same id.",
            gives = EnqueueResult.Enqueued.class,
            status = 201,
            answers = EnqueueResult.class)
    public Response enqueue(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @HeaderParam(Params.IDEMPOTENCY_KEY) @Nullable String idempotencyKey,
            @Context SecurityContext caller,
            Bodies.EnqueueRun body) {
        PipelineKey key = PipelineKey.of(project, pipeline);
        RequestId request = Params.request(idempotencyKey);
        RunId run = body.run();
        return Replies.of(
                AnswerForms.ENQUEUE,
                catalog.enqueue(new Enqueue(
                        key,
                        run == null ? RunOfRequest.of(key, request) : run,
                        request,
                        Bodies.seconds(body.waitSeconds()),
                        Params.actor(caller, body.reason()))));
    }
}
