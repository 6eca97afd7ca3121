package io.hakiri.http;

import io.hakiri.api.Grants;
import io.hakiri.api.Said;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
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

/** Projects: a token sees those that it is for. */
@Path("/v1/projects")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
final class ProjectResource {
    private final Catalog catalog;

    ProjectResource(Catalog catalog) {
        this.catalog = catalog;
    }

    @GET
    @Serves(
            to = Role.READER,
            says = "The projects that the token is for, by name.",
            gives = Said.Project.class,
            listed = "projects")
    public Response projects(
            @QueryParam("page") @Nullable String page,
            @QueryParam("limit") @Nullable String limit,
            @Context SecurityContext caller) {
        PageRequest request = Params.page(page, limit);
        Grants grants = Gate.bearer(caller).grants();
        Page<ProjectId> seen =
                grants.everywhere(Role.READER) ? catalog.projects(request) : named(grants.named(Role.READER), request);
        return Replies.page(
                "projects",
                new Page<>(seen.entries().stream().map(Said.Project::new).toList(), seen.next()));
    }

    private static Page<ProjectId> named(List<ProjectId> all, PageRequest page) {
        String after = page.after();
        List<ProjectId> rest = all.stream()
                .filter(one -> after == null || one.value().compareTo(after) > 0)
                .toList();
        boolean more = rest.size() > page.entries();
        List<ProjectId> shown = more ? rest.subList(0, page.entries()) : rest;
        return new Page<>(shown, more ? shown.getLast().value() : null);
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
