package io.hakiri.console;

import io.hakiri.access.BrowserSession;
import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Chunk;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Role;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The backfills of a pipeline, and the chunks of each. */
@Path(BrowserSession.ROOT + "/projects/{project}/pipelines/{pipeline}/backfills")
@RunOnVirtualThread
final class BackfillPages {
    private static final int LISTED = 50;
    /** Chunks on a page. */
    private static final int CHUNKS = 100;

    private final Catalog catalog;
    private final Connectors connectors;
    private final InstantSource clock;

    BackfillPages(Catalog catalog, Connectors connectors, InstantSource clock) {
        this.catalog = catalog;
        this.connectors = connectors;
        this.clock = clock;
    }

    @GET
    @Serves(to = Role.READER, says = "The backfills of a pipeline, and how far they are.")
    public Response backfills(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @QueryParam("page") @Nullable String page,
            @QueryParam("part") @Nullable String part,
            @QueryParam("seen") @Nullable String seen,
            @QueryParam("done") @Nullable String done,
            @Context SecurityContext caller) {
        PipelineKey key = PipelineKey.of(project, pipeline);
        String path = Paths.of(key) + "/backfills";
        Page<Backfill> found =
                catalog.backfills(key, new PageRequest(page, LISTED)).pageOrNull();
        if (found == null) {
            throw new NotFoundException();
        }
        Instant now = clock.instant();
        List<BackfillsPage.Line> lines =
                found.entries().stream().map(backfill -> line(backfill, now)).toList();
        BackfillsPage shown = new BackfillsPage(
                ProjectPages.frame("Backfills", caller, Paths.above(key)),
                page == null ? path + "?" : Paths.next(path, page) + "&",
                path,
                Done.of(done),
                ProjectPages.operates(caller, key.project()),
                Integer.toHexString(lines.hashCode()),
                lines,
                Paths.next(path, found.next()));
        return part == null
                ? Html.page(Pages.backfills(shown))
                : Html.part(shown.seen(), seen, Pages.backfills$live(shown));
    }

    @GET
    @Path("{backfill}")
    @Serves(to = Role.READER, says = "The chunks of a backfill, and who has them.")
    public Response backfill(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @PathParam("backfill") String backfill,
            @QueryParam("page") @Nullable String page,
            @QueryParam("part") @Nullable String part,
            @QueryParam("seen") @Nullable String seen,
            @Context SecurityContext caller) {
        PipelineKey key = PipelineKey.of(project, pipeline);
        BackfillId id = new BackfillId(backfill);
        Backfill found = catalog.backfill(key, id).orElseThrow(NotFoundException::new);
        Page<Chunk> chunks =
                catalog.chunks(key, id, new PageRequest(page, CHUNKS)).pageOrNull();
        if (chunks == null) {
            throw new NotFoundException();
        }
        Instant now = clock.instant();
        Places places = Places.of(connectors, catalog.pipeline(key));
        String path = path(key, id);
        BackfillPage.Live live = new BackfillPage.Live(
                line(found, now),
                chunks.entries().stream()
                        .map(chunk -> line(chunk, found.status(), places, now))
                        .toList());
        BackfillPage shown = new BackfillPage(
                ProjectPages.frame(backfill, caller, Paths.aboveBackfill(key)),
                page == null ? path + "?" : Paths.next(path, page) + "&",
                Integer.toHexString(live.hashCode()),
                live,
                Paths.next(path, chunks.next()));
        return part == null
                ? Html.page(Pages.backfill(shown))
                : Html.part(shown.seen(), seen, Pages.backfill$live(shown));
    }

    private static String path(PipelineKey key, BackfillId id) {
        return Paths.of(key) + "/backfills/" + id;
    }

    private static BackfillPage.ChunkLine line(Chunk chunk, Backfill.Status status, Places places, Instant now) {
        return new BackfillPage.ChunkLine(
                chunk.number() + 1,
                Badge.of(chunk, status, now),
                places.of(chunk.after()),
                places.of(chunk.upTo()),
                chunk.worker() == null ? "" : chunk.worker(),
                Moment.of(chunk.leaseUntil(), now),
                chunk.fence().equals(Fence.NONE) ? "" : chunk.fence().toString());
    }

    private static BackfillsPage.Line line(Backfill backfill, Instant now) {
        boolean running = backfill.status() == Backfill.Status.RUNNING;
        return new BackfillsPage.Line(
                backfill.id().value(),
                path(backfill.pipeline(), backfill.id()),
                backfill.at().stream(),
                Badge.of(backfill.status()),
                backfill.chunks(),
                backfill.done(),
                RunLine.number(backfill.counts().written()),
                Moment.of(backfill.startedAt(), now),
                running ? left(backfill, now) : "",
                running);
    }

    /** As long as the rest takes where it goes on as it went. */
    private static String left(Backfill backfill, Instant now) {
        if (backfill.done() == 0) {
            return "";
        }
        Duration until = Duration.between(backfill.startedAt(), now);
        return Moment.words(
                until.multipliedBy(backfill.chunks() - backfill.done()).dividedBy(backfill.done()));
    }
}
