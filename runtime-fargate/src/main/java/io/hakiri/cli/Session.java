package io.hakiri.cli;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.PutResult;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.StreamSchemas;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.Connectors;
import io.hakiri.connector.Source;
import io.hakiri.connector.StreamRead;
import io.hakiri.pipeline.Manifest;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.pipeline.Secrets;
import io.hakiri.pipeline.StreamSpec;
import io.hakiri.run.KnownSchemas;
import io.hakiri.run.Workplace;
import io.hakiri.schema.Shape;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a command works with: the project's manifest and its catalog, both opened. */
final class Session implements AutoCloseable {
    private final Manifest manifest;
    private final Catalog catalog;
    private final Workplace workplace;
    private final InstantSource clock = InstantSource.system();
    private final RunIds ids = RunIds.uuid7(clock, new SecureRandom());

    Session(Manifest manifest, Catalog catalog, Connectors connectors, Secrets secrets) {
        this.manifest = manifest;
        this.catalog = catalog;
        this.workplace = new Workplace(connectors, secrets, manifest.folder());
    }

    Manifest manifest() {
        return manifest;
    }

    Catalog catalog() {
        return catalog;
    }

    Workplace workplace() {
        return workplace;
    }

    InstantSource clock() {
        return clock;
    }

    RunIds ids() {
        return ids;
    }

    PipelineKey key(PipelineId id) {
        return new PipelineKey(manifest.project(), id);
    }

    /** The declared pipelines with these names, or all of them; an unknown one ends the command. */
    List<Pipeline> pipelines(List<String> names) {
        return names.isEmpty()
                ? manifest.pipelines()
                : names.stream().map(this::pipeline).toList();
    }

    Pipeline pipeline(String name) {
        return manifest.pipeline(new PipelineId(name))
                .orElseThrow(() -> Refusal.usage("there is no pipeline " + name + " in "
                        + manifest.folder().resolve("hakiri.toml") + "; it has "
                        + manifest.pipelines().stream().map(Pipeline::id).toList()));
    }

    /** The key of a pipeline that is declared or known to the catalog. */
    PipelineKey known(String name) {
        PipelineKey key = key(new PipelineId(name));
        if (catalog.pipeline(key).isEmpty()) {
            Pipeline declared = pipeline(name);
            declare(declared);
        }
        return key;
    }

    /** The key of a pipeline that is declared, or has a history in the catalog; any other ends the command. */
    PipelineKey recorded(String name) {
        PipelineKey key = key(new PipelineId(name));
        boolean nowhere = manifest.pipeline(key.pipeline()).isEmpty()
                && catalog.runs(key, PageRequest.first(1)) instanceof Listing.NotThere;
        return nowhere ? key(pipeline(name).id()) : key;
    }

    /**
     * A process of this machine that is gone will not come back: its lease need not run out. Were that wrong, nothing would
     * be lost: the fence keeps the old holder from writing (C-3).
     */
    void takeFromTheDead(PipelineKey key) {
        Lease lease = catalog.pipeline(key).map(PipelineState::lease).orElse(null);
        if (lease != null && Worker.current().isGone(lease.holder())) {
            catalog.breakLease(key, actor("the process that held it is gone: " + lease.holder()));
        }
    }

    /** Makes the catalog know the pipeline as it is declared now. */
    void declare(Pipeline pipeline) {
        declare(catalog, manifest.project(), pipeline);
    }

    /** Makes a catalog know a pipeline as it is declared now; one that is new and has a schedule is due at once. */
    static void declare(Catalog catalog, ProjectId project, Pipeline pipeline) {
        Instant now = InstantSource.system().instant();
        Instant due = pipeline.schedule().next(now).isPresent() ? now : null;
        PutResult answer = catalog.put(new PutPipeline(
                new PipelineKey(project, pipeline.id()),
                pipeline.toCanonicalJson(),
                due,
                null,
                actor("declared in the manifest")));
        switch (answer) {
            case PutResult.Stored(PipelineState _), PutResult.Unchanged(PipelineState _) -> {}
            case PutResult.OtherVersion(long current) ->
                throw Refusal.refused(pipeline.id() + ": changed by someone else to version " + current);
            case Answers.Moving() -> throw Refusal.refused(pipeline.id() + ": sealed for a move");
            case Answers.Moved(String address) ->
                throw Refusal.refused(pipeline.id() + ": lives at " + address + " now");
        }
    }

    /** How a person reads the positions of a pipeline. */
    Function<Position, String> shown(Pipeline pipeline) {
        return workplace.connectors().shown(pipeline.source().connector());
    }

    /** As {@link #shown(Pipeline)}, also of a pipeline that is not declared any more. */
    Function<Position, String> shown(PipelineId id) {
        return manifest.pipeline(id).map(this::shown).orElse(Position::value);
    }

    /** The position after a value that a person named. */
    Position positionAfter(Pipeline pipeline, String stream, String value) {
        try (Source source = open(pipeline)) {
            return source.positionAfter(reading(pipeline, stream), value);
        } catch (ConnectorException e) {
            throw Refusal.usage("--to: " + e.getMessage());
        }
    }

    /** What is read of a stream, from its start, as it was accepted. */
    StreamRead reading(Pipeline pipeline, String stream) {
        StreamSpec spec = stream(pipeline, stream);
        SchemaVersion accepted = KnownSchemas.of(catalog, key(pipeline.id()), stream)
                .map(StreamSchemas::accepted)
                .orElse(null);
        return new StreamRead(
                stream,
                spec.cursorField().orElse(null),
                spec.primaryKey(),
                Map.of(),
                accepted == null ? null : Shape.ofJson(accepted.shape()),
                false,
                StreamRead.ANY_BATCH);
    }

    /** A declared stream of the pipeline; an unknown one ends the command. */
    static StreamSpec stream(Pipeline pipeline, String name) {
        return pipeline.streams().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Refusal.usage("--stream: " + pipeline.id() + " has no stream " + name + "; it has "
                        + pipeline.streams().stream().map(StreamSpec::name).toList()));
    }

    /** The stream that was named, or the only one. */
    static String streamOrOnly(Pipeline pipeline, @Nullable String name) {
        if (name != null) {
            return stream(pipeline, name).name();
        }
        if (pipeline.streams().size() > 1) {
            throw Refusal.usage("--stream: the pipeline has several; which one? "
                    + pipeline.streams().stream().map(StreamSpec::name).toList());
        }
        return pipeline.streams().getFirst().name();
    }

    /** Its source; nothing is read yet. */
    Source open(Pipeline pipeline) {
        return pipeline.source().openSource(workplace.connectors(), workplace.folder(), workplace.secrets());
    }

    /** Who uses the program, for the audit. */
    static Actor actor(String reason) {
        return new Actor(System.getProperty("user.name", "unknown"), reason);
    }

    @Override
    public void close() {
        catalog.close();
    }
}
