package io.hakiri.http;

import io.hakiri.api.Bodies;
import io.hakiri.api.Said;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** What is to be done now (C-18). */
@Path("/v1/projects/{project}/due")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
final class DueResource {
    private final Catalog catalog;

    DueResource(Catalog catalog) {
        this.catalog = catalog;
    }

    @POST
    @Path("claim")
    @Serves(
            to = Role.WORKER,
            says = "Hands out pipelines that are due, roughly oldest first, each to one caller at a time.",
            gives = Claim.class,
            listed = "claims")
    public Response claim(@PathParam("project") String project, Bodies.DueClaims body) {
        List<Claim> claims = catalog.claimDue(
                new ClaimDue(new ProjectId(project), body.limit(), Bodies.seconds(body.claimSeconds())));
        return Replies.page("claims", new Page<>(claims, null));
    }

    @POST
    @Path("abandon")
    @Serves(
            to = Role.WORKER,
            says = "Closes runs that lost their lease, and queued ones that waited too long, as abandoned.",
            gives = Said.Abandoned.class,
            listed = "runs")
    public Response abandon(@PathParam("project") String project, Bodies.AtMost body) {
        List<Said.Abandoned> closed = catalog.abandonExpired(new ProjectId(project), body.limit()).stream()
                .map(Said.Abandoned::new)
                .toList();
        return Replies.page("runs", new Page<>(closed, null));
    }
}
