package io.hakiri.console;

import io.hakiri.access.BrowserSession;
import io.hakiri.api.Forms;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.RunId;
import io.hakiri.connector.Connectors;
import io.hakiri.explain.Explainer;
import io.hakiri.explain.Explanation;
import io.hakiri.explain.Fact;
import io.hakiri.explain.Standing;
import io.hakiri.http.Serves;
import io.hakiri.pipeline.PointInTime;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a pipeline stands as it does, and how it stood. */
@Path(BrowserSession.ROOT + "/projects/{project}/pipelines/{pipeline}/explain")
@RunOnVirtualThread
final class ExplainPages {
    private final Catalog catalog;
    private final Connectors connectors;
    private final InstantSource clock;

    ExplainPages(Catalog catalog, Connectors connectors, InstantSource clock) {
        this.catalog = catalog;
        this.connectors = connectors;
        this.clock = clock;
    }

    /**
     * One explanation.
     *
     * @param at as the command takes it; empty for now
     * @param all whether all facts that may be told are wanted
     */
    @GET
    @Serves(to = Role.READER, says = "How a pipeline stands and why, or how it stood.")
    public Response explain(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @QueryParam("at") @Nullable String at,
            @QueryParam("all") @Nullable String all,
            @Context SecurityContext caller) {
        PipelineKey key = PipelineKey.of(project, pipeline);
        Instant now = clock.instant();
        String asked = at == null ? "" : at.strip();
        int limit = all == null ? Explainer.FACTS_UNLESS_SAID : Limits.PAGE_ENTRIES;
        Explanation told = new Explainer(catalog, clock).explain(key, instant(asked, now), limit);
        Places places = Places.of(connectors, told.standing().manifest());
        String path = path(key);
        return Html.page(Pages.explain(new ExplainPage(
                ProjectPages.frame("Explanation", caller, Paths.above(key)),
                path,
                asked,
                Moment.of(told.at(), now),
                told.past(),
                state(told.standing().status()),
                standing(key, told.standing(), now),
                told.why().stream()
                        .map(why -> new ExplainPage.Reason(why.says(), why.command() == null ? "" : why.command()))
                        .toList(),
                told.standing().cursors().stream()
                        .map(cursor -> line(cursor, places))
                        .toList(),
                told.standing().schemas().stream().map(ExplainPages::shape).toList(),
                told.facts().stream().map(fact -> line(key, fact, now)).toList(),
                told.facts().size() < limit || all != null
                        ? ""
                        : path + "?all=yes&at=" + URLEncoder.encode(asked, StandardCharsets.UTF_8),
                told.unknown())));
    }

    private static String path(PipelineKey key) {
        return Paths.of(key) + "/explain";
    }

    /** The page about an instant; {@code null} for now. */
    static String path(PipelineKey key, @Nullable Instant at) {
        return path(key) + (at == null ? "" : "?at=" + URLEncoder.encode(at.toString(), StandardCharsets.UTF_8));
    }

    private static @Nullable Instant instant(String at, Instant now) {
        return at.isEmpty()
                ? null
                : PointInTime.parse(at, now)
                        .orElseThrow(() -> new InvalidInput("at", PointInTime.EXPECTED + ", or nothing for now", at));
    }

    private static Badge state(Standing.Status status) {
        return new Badge(
                Forms.word(status),
                switch (status) {
                    case ACTIVE -> "good";
                    case SEALED, UNKNOWN -> "warn";
                    case PAUSED, MOVED, DELETED, UNDECLARED -> "idle";
                });
    }

    /** What is known of it; what is not is left out, and said at the end of the page. */
    private static List<ExplainPage.Word> standing(PipelineKey key, Standing standing, Instant now) {
        List<ExplainPage.Word> words = new ArrayList<>();
        add(words, "Since", time(standing.since(), now));
        add(words, "By", standing.by());
        add(words, "Because", standing.reason());
        add(words, "Declared version", standing.version());
        add(words, "Fence", standing.fence());
        RunId run = standing.run();
        if (run != null) {
            words.add(new ExplainPage.Word("Run", run.toString(), Paths.of(key, run)));
        }
        add(words, "Held by", standing.holder());
        add(words, "Until", time(standing.until(), now));
        add(words, "Next due", time(standing.nextDue(), now));
        add(words, "Failures in a row", standing.failures());
        return words;
    }

    private static @Nullable String time(@Nullable Instant at, Instant now) {
        if (at == null) {
            return null;
        }
        Moment moment = Moment.of(at, now);
        return moment.iso() + " (" + moment.says() + ")";
    }

    private static void add(List<ExplainPage.Word> words, String name, @Nullable Object value) {
        if (value != null) {
            words.add(new ExplainPage.Word(name, value.toString(), ""));
        }
    }

    private static ExplainPage.CursorLine line(Standing.CursorThen cursor, Places places) {
        return new ExplainPage.CursorLine(
                cursor.at().stream(),
                cursor.at().partition(),
                cursor.sure() == Standing.Sure.UNKNOWN ? List.of() : List.of(places.of(cursor.position())),
                cursor.sure() == Standing.Sure.BETWEEN ? List.of(places.of(cursor.towards())) : List.of());
    }

    private static String shape(Standing.ShapeThen shape) {
        Integer accepted = shape.accepted();
        return shape.stream() + ": version " + shape.latest() + ", "
                + (shape.verdict() == null ? "undecided" : Forms.word(shape.verdict()))
                + (accepted == null || accepted == shape.latest() ? "" : "; accepted is version " + accepted);
    }

    private static ExplainPage.FactLine line(PipelineKey key, Fact fact, Instant now) {
        return new ExplainPage.FactLine(
                Moment.of(fact.at(), now),
                badge(fact.kind()),
                fact.says(),
                fact.fence() == null ? "" : fact.fence().toString(),
                fact.source(),
                href(key, fact));
    }

    private static Badge badge(Fact.Kind kind) {
        return new Badge(
                Forms.word(kind),
                switch (kind) {
                    case BEGAN -> "busy";
                    case ENDED -> "good";
                    case FAILED -> "bad";
                    case FENCED, QUARANTINED -> "warn";
                    case QUEUED, PASSED_OVER, CANCELLED, SCHEMA, CHANGED -> "idle";
                });
    }

    private static String href(PipelineKey key, Fact fact) {
        RunId run = fact.run();
        return switch (fact.kind()) {
            case BEGAN, ENDED, FAILED, FENCED, CANCELLED, QUARANTINED -> run == null ? "" : Paths.of(key, run);
            case SCHEMA -> Paths.of(key) + "/schemas";
            case CHANGED -> Paths.of(key) + "/audit";
            case QUEUED, PASSED_OVER -> "";
        };
    }
}
