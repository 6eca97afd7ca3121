package io.hakiri.console;

import io.hakiri.access.BrowserSession;
import io.hakiri.api.Forms;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Decision;
import io.hakiri.catalog.HistoryFilter;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.SchemaSearch;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.Verdict;
import io.hakiri.http.Serves;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.pipeline.StreamSpec;
import io.hakiri.schema.Difference;
import io.hakiri.schema.Evolution;
import io.hakiri.schema.Field;
import io.hakiri.schema.Shape;
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
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What shape the streams of a pipeline had. */
@Path(BrowserSession.ROOT + "/projects/{project}/pipelines/{pipeline}/schemas")
@RunOnVirtualThread
final class SchemaPages {
    /** Versions that are looked through for streams that no declaration names. */
    private static final int SEARCHED = 200;

    private final Catalog catalog;
    private final InstantSource clock;

    SchemaPages(Catalog catalog, InstantSource clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    @GET
    @Serves(to = Role.READER, says = "The versions of the streams' shapes, each beside the one before.")
    public Response schemas(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @QueryParam("done") @Nullable String done,
            @Context SecurityContext caller) {
        PipelineKey key = PipelineKey.of(project, pipeline);
        PipelineState state = catalog.pipeline(key).orElseThrow(NotFoundException::new);
        Instant now = clock.instant();
        List<SchemasPage.StreamShapes> shapes = new ArrayList<>();
        for (String stream : streams(state)) {
            List<SchemaVersion> versions = versions(key, stream);
            if (!versions.isEmpty()) {
                shapes.add(new SchemasPage.StreamShapes(stream, compared(versions, now)));
            }
        }
        return Html.page(Pages.schemas(new SchemasPage(
                ProjectPages.frame("Schemas", caller, Paths.above(key)),
                Paths.of(key) + "/schemas",
                Done.of(done),
                ProjectPages.operates(caller, key.project()),
                shapes)));
    }

    /** Those that are declared, and those that data was seen of. */
    private Set<String> streams(PipelineState state) {
        Set<String> streams = new TreeSet<>();
        try {
            Pipeline.ofCanonicalJson(state.manifest()).streams().stream()
                    .map(StreamSpec::name)
                    .forEach(streams::add);
        } catch (InvalidInput e) {
            // declared by a worker in words of its own: what was seen is all there is to know
        }
        catalog.searchSchemas(new SchemaSearch(
                        HistoryFilter.of(state.key()), null, Set.of(), false, PageRequest.first(SEARCHED)))
                .page()
                .entries()
                .forEach(seen -> streams.add(seen.version().stream()));
        return streams;
    }

    private List<SchemaVersion> versions(PipelineKey key, String stream) {
        List<SchemaVersion> versions = new ArrayList<>();
        String next = null;
        do {
            Page<SchemaVersion> page = catalog.schemaVersions(key, stream, new PageRequest(next, SEARCHED))
                    .pageOrNull();
            if (page == null) {
                break;
            }
            versions.addAll(page.entries());
            next = page.next();
        } while (next != null);
        return versions;
    }

    private static List<SchemasPage.Version> compared(List<SchemaVersion> oldestFirst, Instant now) {
        List<SchemasPage.Version> compared = new ArrayList<>();
        SchemaVersion before = null;
        for (SchemaVersion version : oldestFirst) {
            compared.add(version(version, before, now));
            before = version;
        }
        return compared.reversed();
    }

    private static SchemasPage.Version version(SchemaVersion version, @Nullable SchemaVersion before, Instant now) {
        Decision decision = version.decision();
        return new SchemasPage.Version(
                version.version(),
                decision == null ? new Badge("undecided", "warn") : badge(decision.verdict()),
                decision == null ? "" : decision.by() + ": " + decision.reason(),
                decision == null || decision.verdict() != Verdict.ACCEPT,
                Moment.of(version.seenAt(), now),
                before == null ? "" : "version " + before.version(),
                changes(version, before));
    }

    private static Badge badge(Verdict verdict) {
        return new Badge(
                Forms.word(verdict),
                switch (verdict) {
                    case ACCEPT -> "good";
                    case IGNORE -> "idle";
                    case QUARANTINE -> "warn";
                    case REJECT -> "bad";
                });
    }

    private static List<SchemasPage.Change> changes(SchemaVersion version, @Nullable SchemaVersion before) {
        try {
            Shape shape = Shape.ofJson(version.shape());
            return before == null
                    ? shape.fields().stream().map(SchemaPages::added).toList()
                    : Evolution.differences(Shape.ofJson(before.shape()), shape).stream()
                            .map(SchemaPages::change)
                            .toList();
        } catch (InvalidInput e) { // a worker's own way to write shapes
            return List.of(new SchemasPage.Change("changed", "~", version.shape()));
        }
    }

    private static SchemasPage.Change added(Field field) {
        return new SchemasPage.Change(
                "added", "+", field.name() + ": " + field.type().word() + (field.nullable() ? ", may be missing" : ""));
    }

    private static SchemasPage.Change change(Difference difference) {
        return switch (difference) {
            case Difference.NewField(Field field) -> added(field);
            case Difference.DroppedField(Field field) ->
                new SchemasPage.Change(
                        "removed", "−", field.name() + ": " + field.type().word());
            case Difference.WidenedType _, Difference.NarrowedType _, Difference.NowNullable _ ->
                new SchemasPage.Change("changed", "~", difference.text());
        };
    }
}
