package io.hakiri.console;

import io.hakiri.access.BrowserSession;
import io.hakiri.api.Forms;
import io.hakiri.catalog.AuditSearch;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.HistoryFilter;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunId;
import io.hakiri.connector.Connectors;
import io.hakiri.http.Serves;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One pipeline, and its runs. */
@Path(BrowserSession.ROOT + "/projects/{project}/pipelines/{pipeline}")
@RunOnVirtualThread
final class PipelinePages {
    /** Runs that the pictures are made of. */
    private static final int DRAWN = 60;
    /** Of those, in the table. */
    private static final int LISTED = 15;

    private static final int CURSORS = 100;

    private final Catalog catalog;
    private final Connectors connectors;
    private final InstantSource clock;

    PipelinePages(Catalog catalog, Connectors connectors, InstantSource clock) {
        this.catalog = catalog;
        this.connectors = connectors;
        this.clock = clock;
    }

    @GET
    @Serves(to = Role.READER, says = "One pipeline as it is now.")
    public Response pipeline(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @QueryParam("part") @Nullable String part,
            @QueryParam("seen") @Nullable String seen,
            @QueryParam("done") @Nullable String done,
            @Context SecurityContext caller) {
        PipelineKey key = PipelineKey.of(project, pipeline);
        PipelineState state = catalog.pipeline(key).orElseThrow(NotFoundException::new);
        Instant now = clock.instant();
        Page<Run> runs = listed(catalog.runs(key, PageRequest.first(DRAWN)).pageOrNull());
        PipelinePage.Live live = live(state, runs, now);
        PipelinePage shown = new PipelinePage(
                ProjectPages.frame(pipeline, caller, List.of(Paths.root(), Paths.link(key.project()))),
                Paths.of(key),
                Done.of(done),
                state.status() instanceof PipelineStatus.OnHold(String reason) ? reason : "",
                ProjectPages.operates(caller, key.project()),
                RequestId.random().value(),
                points(runs.entries(), now),
                Integer.toHexString(live.hashCode()),
                live);
        return part == null
                ? Html.page(Pages.pipeline(shown))
                : Html.part(shown.seen(), seen, Pages.pipeline$live(shown));
    }

    private PipelinePage.Live live(PipelineState state, Page<Run> runs, Instant now) {
        Page<Cursor> cursors =
                listed(catalog.cursors(state.key(), PageRequest.first(CURSORS)).pageOrNull());
        List<Run> newest = runs.entries();
        Places places = Places.of(connectors, state.manifest());
        return new PipelinePage.Live(
                Badge.of(state, now),
                ProjectPages.lag(state, now),
                Moment.of(state.nextDue(), now),
                state.failures(),
                state.fence().toString(),
                lease(state, now),
                cursors.entries().stream()
                        .map(cursor -> line(cursor, places, now))
                        .toList(),
                cursors.next() == null ? "" : "These are the first " + CURSORS + ".",
                RunMark.strip(newest, now),
                newest.stream().limit(LISTED).map(run -> RunLine.of(run, now)).toList(),
                Chart.of(newest, now));
    }

    private static List<PipelinePage.Held> lease(PipelineState state, Instant now) {
        Lease lease = state.lease();
        return lease == null
                ? List.of()
                : List.of(new PipelinePage.Held(
                        lease.holder(),
                        lease.fence().toString(),
                        lease.run().toString(),
                        Paths.of(state.key(), lease.run()),
                        Moment.of(lease.since(), now),
                        Moment.of(lease.until(), now)));
    }

    private static PipelinePage.CursorLine line(Cursor cursor, Places places, Instant now) {
        Position position = cursor.position();
        return new PipelinePage.CursorLine(
                cursor.at().stream(),
                cursor.at().partition(),
                position == null ? "–" : kind(position),
                places.of(position),
                places.field(cursor.at().stream()),
                Long.toString(cursor.revision()),
                cursor.fence().toString(),
                Moment.of(cursor.movedAt(), now));
    }

    private static String kind(Position position) {
        return switch (position) {
            case Position.Monotonic _ -> "monotonic";
            case Position.OpaqueToken _ -> "opaque token";
            case Position.SnapshotId _ -> "snapshot";
        };
    }

    private static List<PipelinePage.Point> points(List<Run> newest, Instant now) {
        List<PipelinePage.Point> points = new ArrayList<>();
        points.add(new PipelinePage.Point("", "the start: everything is read again"));
        for (Run run : newest) {
            if (run.status().ended() && !run.moves().isEmpty()) {
                points.add(new PipelinePage.Point(
                        run.id().toString(),
                        "before run " + run.fence() + ", "
                                + Moment.of(run.startedAt(), now).says() + " ("
                                + Forms.word(run.status()) + ")"));
            }
        }
        return points;
    }

    private static <T> Page<T> listed(@Nullable Page<T> page) {
        return page == null ? new Page<>(List.of(), null) : page;
    }

    @GET
    @Path("runs")
    @Serves(to = Role.READER, says = "What ran.")
    public Response runs(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @QueryParam("page") @Nullable String page,
            @Context SecurityContext caller) {
        PipelineKey key = PipelineKey.of(project, pipeline);
        Page<Run> runs = listed(catalog.runs(key, new PageRequest(page, DRAWN)).pageOrNull());
        Instant now = clock.instant();
        return Html.page(Pages.runs(new RunsPage(
                ProjectPages.frame("Runs", caller, Paths.above(key)),
                runs.entries().stream().map(run -> RunLine.of(run, now)).toList(),
                Paths.next(Paths.of(key) + "/runs", runs.next()))));
    }

    @GET
    @Path("runs/{run}")
    @Serves(to = Role.READER, says = "One run.")
    public Response run(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @PathParam("run") String run,
            @Context SecurityContext caller) {
        PipelineKey key = PipelineKey.of(project, pipeline);
        Run found = catalog.run(key, RunId.parse(run)).orElseThrow(NotFoundException::new);
        Instant now = clock.instant();
        Places places = Places.of(connectors, catalog.pipeline(key));
        List<RunPage.StreamLine> streams = new ArrayList<>();
        for (String stream : new TreeSet<>(found.counts().keySet())) {
            var counts = found.counts().get(stream);
            if (counts != null) {
                streams.add(new RunPage.StreamLine(
                        stream,
                        RunLine.number(counts.read()),
                        RunLine.number(counts.written()),
                        RunLine.number(counts.quarantined()),
                        RunLine.number(counts.bytes())));
            }
        }
        return Html.page(Pages.run(new RunPage(
                ProjectPages.frame("Run " + (found.fence() == null ? "" : found.fence()), caller, Paths.above(key)),
                RunLine.of(found, now),
                run,
                ExplainPages.path(key, found.endedAt()),
                Integer.toString(found.lastStep()),
                Moment.of(found.endedAt(), now),
                streams,
                found.moves().stream()
                        .map(move -> new RunPage.MoveLine(
                                move.at().stream(),
                                move.at().partition(),
                                places.of(move.from()),
                                places.of(move.to())))
                        .toList())));
    }

    @GET
    @Path("audit")
    @Serves(to = Role.READER, says = "What people and programs changed in a pipeline.")
    public Response audit(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @QueryParam("text") @Nullable String text,
            @QueryParam("page") @Nullable String page,
            @Context SecurityContext caller) {
        PipelineKey key = PipelineKey.of(project, pipeline);
        HistoryFilter filter = HistoryFilter.of(key).containing(AuditLines.wanted(text));
        return Html.page(Pages.audit(AuditLines.page(
                ProjectPages.frame("Audit", caller, Paths.above(key)),
                Paths.of(key) + "/audit",
                text,
                catalog.searchAudit(new AuditSearch(filter, new PageRequest(page, AuditLines.EVENTS))),
                clock.instant())));
    }
}
