package io.hakiri.http;

import io.hakiri.api.Bodies;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.AuditSearch;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunSearch;
import io.hakiri.catalog.SchemaSearch;
import io.hakiri.catalog.SeenSchema;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Looking for something in what happened (C-28). */
@Path("/v1/projects/{project}/search")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
final class SearchResource {
    private final Catalog catalog;

    SearchResource(Catalog catalog) {
        this.catalog = catalog;
    }

    @POST
    @Path("runs")
    @Serves(
            to = Role.READER,
            says = "Looks for runs that have begun, newest first.",
            gives = Run.class,
            listed = "runs")
    public Response runs(@PathParam("project") String project, Bodies.SearchRuns body) {
        return Replies.found(
                "runs",
                catalog.searchRuns(new RunSearch(
                        body.within().of(new ProjectId(project)), body.statuses(), Params.page(body.page()))));
    }

    @POST
    @Path("schemas")
    @Serves(
            to = Role.READER,
            says = "Looks for versions of streams' shapes, newest first.",
            gives = SeenSchema.class,
            listed = "schemas")
    public Response schemas(@PathParam("project") String project, Bodies.SearchSchemas body) {
        return Replies.found(
                "schemas",
                catalog.searchSchemas(new SchemaSearch(
                        body.within().of(new ProjectId(project)),
                        body.stream(),
                        body.verdicts(),
                        Boolean.TRUE.equals(body.undecided()),
                        Params.page(body.page()))));
    }

    @POST
    @Path("audit")
    @Serves(
            to = Role.READER,
            says = "Looks for what people and programs changed, newest first.",
            gives = AuditEvent.class,
            listed = "events")
    public Response audit(@PathParam("project") String project, Bodies.SearchAudit body) {
        return Replies.found(
                "events",
                catalog.searchAudit(
                        new AuditSearch(body.within().of(new ProjectId(project)), Params.page(body.page()))));
    }
}
