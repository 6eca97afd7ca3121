package io.hakiri.http;

import io.hakiri.api.AnswerForms;
import io.hakiri.api.Bodies;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.DecideResult;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.SchemaVersion;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;

/** What shape streams had, and what was decided. */
@Path("/v1/projects/{project}/pipelines/{pipeline}/schemas/{stream}/versions")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
final class SchemaResource {
    private final Catalog catalog;

    SchemaResource(Catalog catalog) {
        this.catalog = catalog;
    }

    @GET
    @Serves(
            to = Role.READER,
            says = "The versions of a stream's shape: 1, 2, 3 ….",
            gives = SchemaVersion.class,
            listed = "versions",
            answers = Listing.class)
    public Response versions(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @PathParam("stream") String stream,
            @QueryParam("page") @Nullable String page,
            @QueryParam("limit") @Nullable String limit) {
        return Replies.of(
                "versions",
                catalog.schemaVersions(
                        PipelineKey.of(project, pipeline), Limits.name("stream", stream), Params.page(page, limit)));
    }

    @POST
    @Path("{version}/decision")
    @Serves(
            to = Role.OPERATOR,
            says = "Decides about a version; an accepted one stays accepted.",
            gives = SchemaVersion.class,
            answers = DecideResult.class)
    public Response decide(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @PathParam("stream") String stream,
            @PathParam("version") String version,
            @Context SecurityContext caller,
            Bodies.Decide body) {
        return Replies.of(
                AnswerForms.DECIDE,
                catalog.decide(
                        PipelineKey.of(project, pipeline),
                        Limits.name("stream", stream),
                        Params.number("version", version, 1, Integer.MAX_VALUE),
                        body.verdict(),
                        Params.actor(caller, body.reason())));
    }
}
