package io.hakiri.http;

import io.hakiri.api.AnswerForms;
import io.hakiri.api.Bodies;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

/** Moving what belongs to a project itself: keys and tokens (C-26). */
@Path("/v1/projects/{project}/move")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
final class ProjectMoveResource {
    private final Catalog catalog;

    ProjectMoveResource(Catalog catalog) {
        this.catalog = catalog;
    }

    @POST
    @Path("seal")
    @Serves(
            to = Role.ADMIN,
            says = "Seals what belongs to the project: its keys and tokens cannot be changed.",
            status = 204,
            answers = ChangeResult.class)
    public Response seal(@PathParam("project") String project, @Context SecurityContext caller, Bodies.Reason body) {
        return Replies.of(
                AnswerForms.CHANGE, catalog.sealProject(new ProjectId(project), Params.actor(caller, body.reason())));
    }

    @POST
    @Path("unseal")
    @Serves(to = Role.ADMIN, says = "Takes the seal of a project back.", status = 204, answers = ChangeResult.class)
    public Response unseal(@PathParam("project") String project, @Context SecurityContext caller, Bodies.Reason body) {
        return Replies.of(
                AnswerForms.CHANGE, catalog.unsealProject(new ProjectId(project), Params.actor(caller, body.reason())));
    }

    @POST
    @Path("moved")
    @Serves(
            to = Role.ADMIN,
            says = "Leaves the new address at a sealed project, for ever.",
            status = 204,
            answers = ChangeResult.class)
    public Response moved(
            @PathParam("project") String project, @Context SecurityContext caller, Bodies.NewAddress body) {
        return Replies.of(
                AnswerForms.CHANGE,
                catalog.markProjectMoved(new ProjectId(project), body.address(), Params.actor(caller, body.reason())));
    }
}
