package io.hakiri.http;

import io.hakiri.api.Said;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Projects: a token sees its own. */
@Path("/v1/projects")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
final class ProjectResource {
    private final Catalog catalog;

    ProjectResource(Catalog catalog) {
        this.catalog = catalog;
    }

    @GET
    @Serves(to = Role.READER, says = "The project of the token.", gives = Said.Project.class, listed = "projects")
    public Response projects(@Context SecurityContext caller) {
        ProjectId own = ((Gate.Caller) caller).token().project();
        return Replies.page("projects", new Page<>(List.of(new Said.Project(own)), null));
    }

    @GET
    @Path("{project}/audit")
    @Serves(
            to = Role.READER,
            says = "What was changed in the project itself: tokens, sealing, adoption; by number.",
            gives = AuditEvent.class,
            listed = "events")
    public Response audit(
            @PathParam("project") String project,
            @QueryParam("page") @Nullable String page,
            @QueryParam("limit") @Nullable String limit) {
        return Replies.page("events", catalog.audit(new ProjectId(project), Params.page(page, limit)));
    }
}
