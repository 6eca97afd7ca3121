package io.hakiri.http;

import io.hakiri.api.Bodies;
import io.hakiri.api.Said;
import io.hakiri.catalog.Adopt;
import io.hakiri.catalog.Adopted;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogStatus;
import io.hakiri.catalog.Past;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;

/** The catalog itself: what it is kept in, and what it lets go. */
@Path("/v1/projects/{project}/catalog")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
final class CatalogResource {
    private final Catalog catalog;

    CatalogResource(Catalog catalog) {
        this.catalog = catalog;
    }

    @GET
    @Serves(
            to = Role.OPERATOR,
            says = "What the catalog is, of which version, and whether the project may be written.",
            gives = CatalogStatus.class)
    public Response status(@PathParam("project") String project) {
        CatalogStatus status = catalog.status();
        List<CatalogStatus.ProjectStatus> own = status.projects().stream()
                .filter(one -> one.project().value().equals(project))
                .toList();
        return Replies.record(new CatalogStatus(
                status.backend(),
                status.address(),
                status.server(),
                status.version(),
                status.newest(),
                own,
                status.differences()));
    }

    @POST
    @Path("upgrade")
    @Serves(to = Role.ADMIN, says = "Brings an older catalog to the version of the program that serves.", status = 204)
    public Response upgrade(@PathParam("project") String project) {
        catalog.upgrade();
        return Response.noContent().build();
    }

    @POST
    @Path("adopt")
    @Serves(
            to = Role.ADMIN,
            says = "Makes a restored, cloned or copied project one's own: a new generation, all pipelines paused.",
            gives = Adopted.class)
    public Response adopt(@PathParam("project") String project, @Context SecurityContext caller, Bodies.Adoption body) {
        Integer generation = body.generationAtLeast();
        return Replies.record(catalog.adopt(new Adopt(
                new ProjectId(project), generation == null ? 0 : generation, Params.actor(caller, body.reason()))));
    }

    @POST
    @Path("past")
    @Serves(to = Role.ADMIN, says = "Rows of history that a policy lets go, found from a place on.", gives = Past.class)
    public Response past(@PathParam("project") String project, Bodies.PastRequest body) {
        String after = body.after();
        Past past =
                catalog.past(new ProjectId(project), body.policy().policy(), after == null ? "" : after, body.most());
        return Replies.record(past);
    }

    @POST
    @Path("past/remove")
    @Serves(
            to = Role.ADMIN,
            says = "Removes exactly these rows; not where they are not as they were.",
            gives = Said.Removed.class)
    public Response remove(@PathParam("project") String project, Bodies.Removal body) {
        return Replies.record(new Said.Removed(
                catalog.remove(new ProjectId(project), body.policy().policy(), body.rows())));
    }

    @POST
    @Path("past/forget")
    @Serves(
            to = Role.ADMIN,
            says = "Removes answers that were kept for repeats long enough.",
            gives = Said.Forgotten.class)
    public Response forget(@PathParam("project") String project, Bodies.AtMost body) {
        return Replies.record(new Said.Forgotten(catalog.forgetRequests(new ProjectId(project), body.limit())));
    }
}
