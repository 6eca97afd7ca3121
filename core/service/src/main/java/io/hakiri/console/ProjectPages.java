package io.hakiri.console;

import io.hakiri.access.Bearer;
import io.hakiri.access.BrowserSession;
import io.hakiri.api.Grants;
import io.hakiri.catalog.AuditSearch;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.HistoryFilter;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.Run;
import io.hakiri.http.Serves;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Projects, and the pipelines of one. */
@Path(BrowserSession.ROOT)
@RunOnVirtualThread
final class ProjectPages {
    /** Pipelines on a page: each costs a look at its runs. */
    private static final int PIPELINES = 25;

    private static final int PROJECTS = 100;
    /** Whoever looks every second is late by less than this: no lag. */
    private static final Duration SHOWN = Duration.ofSeconds(1);
    /** Runs in a strip. */
    private static final int STRIP = 20;

    private final Catalog catalog;
    private final InstantSource clock;

    ProjectPages(Catalog catalog, InstantSource clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    @GET
    @Serves(to = Role.READER, says = "The projects.")
    public Response projects(@Context SecurityContext caller, @QueryParam("page") @Nullable String page) {
        Grants grants = bearer(caller).grants();
        if (grants.everywhere(Role.READER)) {
            Page<ProjectId> all = catalog.projects(new PageRequest(page, PROJECTS));
            return projects(caller, all.entries(), Paths.next(BrowserSession.ROOT, all.next()));
        }
        return projects(caller, grants.named(Role.READER), "");
    }

    private static Response projects(SecurityContext caller, List<ProjectId> projects, String next) {
        return Html.page(Pages.projects(new ProjectsPage(
                frame("Projects", caller, List.of()),
                projects.stream().map(Paths::link).toList(),
                next)));
    }

    @GET
    @Path("projects/{project}")
    @Serves(to = Role.READER, says = "The pipelines of a project.")
    public Response project(
            @PathParam("project") String project,
            @QueryParam("page") @Nullable String page,
            @QueryParam("part") @Nullable String part,
            @QueryParam("seen") @Nullable String seen,
            @Context SecurityContext caller) {
        ProjectId id = new ProjectId(project);
        String path = Paths.of(id);
        Instant now = clock.instant();
        Page<PipelineState> states = catalog.pipelines(id, new PageRequest(page, PIPELINES));
        ProjectPage.Live live = new ProjectPage.Live(
                states.entries().stream().map(state -> line(state, now)).toList(), Paths.next(path, states.next()));
        ProjectPage shown = ProjectPage.of(
                frame(project, caller, List.of(Paths.root())),
                page == null ? path + "?" : Paths.next(path, page) + "&",
                path + "/audit",
                live);
        return part == null
                ? Html.page(Pages.project(shown))
                : Html.part(shown.seen(), seen, Pages.project$live(shown));
    }

    private ProjectPage.Line line(PipelineState state, Instant now) {
        Page<Run> runs = catalog.runs(state.key(), PageRequest.first(STRIP)).pageOrNull();
        return new ProjectPage.Line(
                state.key().pipeline().value(),
                Paths.of(state.key()),
                Badge.of(state, now),
                lag(state, now),
                Moment.of(state.nextDue(), now),
                state.failures(),
                RunMark.strip(runs == null ? List.of() : runs.entries(), now));
    }

    /** For how long it is due; empty where it is not. */
    static String lag(PipelineState state, Instant now) {
        Instant due = state.nextDue();
        return due == null
                        || !(state.status() instanceof PipelineStatus.Active)
                        || due.plus(SHOWN).isAfter(now)
                ? ""
                : Moment.words(Duration.between(due, now));
    }

    @GET
    @Path("projects/{project}/audit")
    @Serves(to = Role.READER, says = "What people and programs changed in a project.")
    public Response audit(
            @PathParam("project") String project,
            @QueryParam("text") @Nullable String text,
            @QueryParam("page") @Nullable String page,
            @Context SecurityContext caller) {
        ProjectId id = new ProjectId(project);
        HistoryFilter filter = HistoryFilter.of(id).containing(AuditLines.wanted(text));
        return Html.page(Pages.audit(AuditLines.page(
                frame("Audit", caller, List.of(Paths.root(), Paths.link(id))),
                Paths.of(id) + "/audit",
                text,
                catalog.searchAudit(new AuditSearch(filter, new PageRequest(page, AuditLines.EVENTS))),
                clock.instant())));
    }

    static Frame frame(String title, SecurityContext caller, List<Frame.Link> crumbs) {
        return new Frame(title, bearer(caller).name(), crumbs);
    }

    private static Bearer bearer(SecurityContext caller) {
        return (Bearer) caller.getUserPrincipal();
    }

    /** Whether the caller may change what an operator may. */
    static boolean operates(SecurityContext caller, ProjectId project) {
        return bearer(caller)
                .grants()
                .in(project)
                .filter(role -> role.compareTo(Role.OPERATOR) >= 0)
                .isPresent();
    }
}
