package io.hakiri.http;

import io.hakiri.api.AnswerForms;
import io.hakiri.api.Bodies;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RewindResult;
import io.hakiri.catalog.Role;
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

/** How far pipelines have come. */
@Path("/v1/projects/{project}/pipelines/{pipeline}/cursors")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
final class CursorResource {
    private final Catalog catalog;

    CursorResource(Catalog catalog) {
        this.catalog = catalog;
    }

    @GET
    @Serves(
            to = Role.READER,
            says = "The cursors by stream and partition.",
            gives = Cursor.class,
            listed = "cursors",
            answers = Listing.class)
    public Response cursors(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @QueryParam("page") @Nullable String page,
            @QueryParam("limit") @Nullable String limit) {
        return Replies.of("cursors", catalog.cursors(PipelineKey.of(project, pipeline), Params.page(page, limit)));
    }

    @POST
    @Path("rewind")
    @Serves(
            to = Role.OPERATOR,
            says = "Moves cursors back, under a new fence: to the start, to before a run, or to a position.",
            gives = RewindResult.Rewound.class,
            answers = RewindResult.class)
    public Response rewind(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @HeaderParam(Params.IDEMPOTENCY_KEY) @Nullable String idempotencyKey,
            @Context SecurityContext caller,
            Bodies.RewindCursors body) {
        return Replies.of(
                AnswerForms.REWIND,
                catalog.rewind(new Rewind(
                        PipelineKey.of(project, pipeline),
                        Params.request(idempotencyKey),
                        body.target(),
                        body.mode(),
                        Params.actor(caller, body.reason()))));
    }
}
