package io.hakiri.pipeline;

import static io.hakiri.catalog.Limits.LONGEST_LEASE;
import static io.hakiri.catalog.Limits.SHORTEST_LEASE;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.ProjectId;
import io.hakiri.connector.ConnectorType;
import io.hakiri.connector.Connectors;
import io.hakiri.schema.SchemaPolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every key of a manifest, declared once: what it takes, what it becomes, what it is for. */
final class ManifestKeys {
    /** Takes the place of what is wrong and reported, so that what depends on it can be judged as well. */
    private static final String STAND_IN = "stand-in";

    static final Key<String> CURSOR_FIELD = Key.required("field", Values.text(), "The field whose value grows.");
    static final Key<CursorSpec.Kind> CURSOR_KIND = Key.optional(
            "kind",
            Values.oneOf(List.of(CursorSpec.Kind.values()), CursorSpec.Kind::word),
            CursorSpec.Kind.MONOTONIC.word(),
            "How its values compare.");
    static final Key<Boolean> CURSOR_STRICT = Key.optional(
            "strictly_increasing",
            new Values.Flag(),
            "false",
            "Whether no two rows ever have the same value; then no primary_key is needed to tell them apart.");

    static final Key<String> STREAM_NAME = Key.required(
            "name", name(), "The stream's name at the source, and the name of its rows at the destination.");
    static final Key<CursorSpec> STREAM_CURSOR = Key.optional(
            "cursor",
            new Values.Table<>(
                    "a table such as { field = \"date\", kind = \"monotonic\" }",
                    Keys.of(CURSOR_FIELD, CURSOR_KIND, CURSOR_STRICT),
                    ManifestKeys::cursor),
            null,
            "The field that says how far the stream has come; without it the source itself knows (a file: its byte offset).");
    static final Key<List<String>> STREAM_PRIMARY_KEY = Key.optional(
            "primary_key",
            new Values.Items<>(Values.text(), 0, StreamSpec.KEY_FIELDS, "a list of field names such as [\"date\"]"),
            "[]",
            "The fields whose values together name a row.");

    static final Key<Long> RUN_COMMIT_ROWS = Key.optional(
            "commit_rows",
            new Values.Whole(1, RunSettings.MOST_COMMIT_ROWS),
            Long.toString(RunSettings.DEFAULTS.commitRows()),
            "Commit after so many rows.");
    static final Key<Long> RUN_COMMIT_BYTES = Key.optional(
            "commit_bytes",
            new Values.Size(RunSettings.LEAST_COMMIT_BYTES, RunSettings.MOST_COMMIT_BYTES),
            ByteSize.text(RunSettings.DEFAULTS.commitBytes()),
            "Commit after so many bytes read from the source.");
    static final Key<Duration> RUN_COMMIT_AFTER = time(
            "commit_after",
            SHORTEST_LEASE,
            LONGEST_LEASE,
            RunSettings.DEFAULTS.commitAfter(),
            "Commit after so long, if anything was read.");
    static final Key<Duration> RUN_LEASE_TTL = time(
            "lease_ttl",
            SHORTEST_LEASE,
            LONGEST_LEASE,
            RunSettings.DEFAULTS.leaseTtl(),
            "How long a run that is not heard of keeps others out.");
    static final Key<Long> RUN_RETRIES = Key.optional(
            "retries",
            new Values.Whole(0, RunSettings.MOST_RETRIES),
            Long.toString(RunSettings.DEFAULTS.retries()),
            "How often a run tries again after trouble that may pass.");
    static final Key<Duration> RUN_RETRY_DELAY = time(
            "retry_delay",
            Duration.ZERO,
            RunSettings.LONGEST_RETRY_DELAY,
            RunSettings.DEFAULTS.retryDelay(),
            "How long it waits before the first retry; before each further one twice as long.");

    static final Key<PipelineId> ID = Key.required(
            "id",
            Values.parsed(
                    "a name of lower-case letters, digits, dots, dashes and underscores",
                    ManifestKeys::idSchema,
                    PipelineId::new),
            "The pipeline's name within the project.");
    static final Key<Schedule> SCHEDULE =
            Key.optional("schedule", new ScheduleValue(), "on demand", "When the pipeline is due by itself.");
    static final Key<SchemaPolicy> SCHEMA_CHANGE = Key.optional(
            "schema_change",
            Values.oneOf(List.of(SchemaPolicy.values()), SchemaPolicy::word),
            SchemaPolicy.EVOLVE.word(),
            "What happens when the shape of the data changes.");
    static final Key<List<StreamSpec>> STREAM = Key.optional(
            "stream",
            new Values.Items<>(
                    new Values.Table<>(
                            "a table with name, cursor and primary_key",
                            Keys.of(STREAM_NAME, STREAM_CURSOR, STREAM_PRIMARY_KEY),
                            ManifestKeys::stream),
                    1,
                    Limits.STREAMS_PER_PIPELINE,
                    "a list of streams (in TOML: [[pipeline.stream]])"),
            "one stream named like the pipeline",
            "What is read.");
    static final Key<RunSettings> RUN = Key.optional(
            "run",
            new Values.Table<>(
                    "a table such as { lease_ttl = \"2m\", retries = 3 }",
                    Keys.of(
                            RUN_COMMIT_ROWS,
                            RUN_COMMIT_BYTES,
                            RUN_COMMIT_AFTER,
                            RUN_LEASE_TTL,
                            RUN_RETRIES,
                            RUN_RETRY_DELAY),
                    ManifestKeys::run),
            null,
            "How a run goes about it.");

    static final Key<ProjectId> PROJECT_NAME = Key.required(
            "name",
            Values.parsed(
                    "a name of lower-case letters, digits, dots, dashes and underscores",
                    ManifestKeys::idSchema,
                    ProjectId::new),
            "The project's name; it tells projects in one catalog apart.");
    static final Key<ProjectId> PROJECT = Key.required(
            "project",
            new Values.Table<>(
                    "a table (in TOML: [project])", Keys.of(PROJECT_NAME), (fields, _) -> fields.get(PROJECT_NAME)),
            "The project that the folder is.");
    static final Key<String> SCHEMA =
            Key.optional("$schema", Values.text(), null, "The JSON Schema of this file, for editors.");

    final Key<ConnectorSpec> source;
    final Key<ConnectorSpec> destination;
    /** A pipeline in a list of them. */
    final Value<Declared> pipeline;
    /** A file in the folder {@code pipelines} that is one pipeline. */
    final Value<Declared> pipelineFile;

    final Key<List<Declared>> pipelines;
    /** A file in the folder {@code pipelines} that has a list of pipelines. */
    final Keys pipelinesFile;
    /** The file {@code hakiri.toml}. */
    final Keys projectFile;

    /** With the connectors that there are. */
    ManifestKeys(Connectors connectors) {
        this(connectors.sources(), connectors.destinations());
    }

    /** For manifests whose options were checked before. */
    static ManifestKeys withAnyConnector() {
        return new ManifestKeys(null, null);
    }

    private ManifestKeys(
            @Nullable List<ConnectorType.OfSource> sources, @Nullable List<ConnectorType.OfDestination> destinations) {
        source = Key.required(
                "source",
                new ConnectorValue("a table such as { connector = \"file\", … }", sources),
                "Where rows come from: a connector and its options.");
        destination = Key.required(
                "destination",
                new ConnectorValue("a table such as { connector = \"parquet\", … }", destinations),
                "Where rows go: a connector and its options.");
        List<Key<?>> keys = List.of(ID, source, destination, SCHEDULE, SCHEMA_CHANGE, STREAM, RUN);
        pipeline = new Values.Table<>("a table", new Keys(keys), this::declared);
        pipelineFile = new Values.Table<>("a table", new Keys(keys).and(SCHEMA), this::declared);
        pipelines = Key.optional(
                "pipeline",
                new Values.Items<>(
                        pipeline, 0, ManifestReader.MOST_PIPELINES, "a list of pipelines (in TOML: [[pipeline]])"),
                "[]",
                "The pipelines.");
        pipelinesFile = Keys.of(pipelines, SCHEMA);
        projectFile = Keys.of(PROJECT, pipelines, SCHEMA);
    }

    /**
     * A pipeline as far as it could be read.
     *
     * @param id {@code null} where that is wrong
     * @param pipeline {@code null} where anything of it is wrong
     */
    record Declared(
            @Nullable PipelineId id,
            Place at,
            String idKey,
            @Nullable Pipeline pipeline) {}

    private Declared declared(Keys.Fields fields, Reading reading) {
        PipelineId id = fields.get(ID);
        Place at = fields.place(ID.name());
        String idKey = reading.child(ID.name()).key();
        int faults = reading.problems().count();
        streamsOnce(fields, reading);
        ConnectorSpec from = fields.get(source);
        ConnectorSpec to = fields.get(destination);
        boolean whole = faults == reading.problems().count() && fields.whole();
        if (!whole || id == null || from == null || to == null) {
            return new Declared(id, at, idKey, null);
        }
        Pipeline made = new Pipeline(
                id,
                from,
                to,
                fields.get(SCHEDULE, new Schedule.OnDemand()),
                fields.get(SCHEMA_CHANGE, SchemaPolicy.EVOLVE),
                fields.get(STREAM, List.of(StreamSpec.named(id.value()))),
                fields.get(RUN, RunSettings.DEFAULTS));
        return new Declared(id, at, idKey, small(made, fields, reading) ? made : null);
    }

    private static boolean small(Pipeline pipeline, Keys.Fields fields, Reading reading) {
        try {
            Limits.text("pipeline", pipeline.toCanonicalJson(), Limits.MANIFEST_BYTES);
            return true;
        } catch (InvalidInput e) {
            reading.problem(fields.table().at(), "expected " + e.limit() + " as JSON, found " + e.given());
            return false;
        }
    }

    /** Judged on what stands there, so that a stream that is wrong otherwise counts, too. */
    private static void streamsOnce(Keys.Fields fields, Reading reading) {
        if (!(fields.table().entries().get(STREAM.name()) instanceof Node.Items(var _, List<Node> streams))) {
            return;
        }
        Map<String, Place> first = new HashMap<>();
        for (int i = 0; i < streams.size(); i++) {
            if (streams.get(i) instanceof Node.Table table
                    && table.entries().get(STREAM_NAME.name()) instanceof Node.Text(Place at, String name)) {
                Place before = first.putIfAbsent(name, at);
                if (before != null) {
                    reading.child(STREAM.name())
                            .item(i)
                            .child(STREAM_NAME.name())
                            .problem(
                                    at,
                                    "expected each stream once, found " + Shown.text(name) + " again; first at "
                                            + before.lineText());
                }
            }
        }
    }

    private static @Nullable CursorSpec cursor(Keys.Fields fields, Reading reading) {
        String field = fields.get(CURSOR_FIELD);
        return field == null
                ? null
                : new CursorSpec(
                        field, fields.get(CURSOR_KIND, CursorSpec.Kind.MONOTONIC), fields.get(CURSOR_STRICT, false));
    }

    private static @Nullable StreamSpec stream(Keys.Fields fields, Reading reading) {
        boolean keyIsWrong = fields.has(STREAM_PRIMARY_KEY) && fields.get(STREAM_PRIMARY_KEY) == null;
        try {
            return new StreamSpec(
                    fields.get(STREAM_NAME, STAND_IN),
                    fields.get(STREAM_CURSOR),
                    keyIsWrong ? List.of(STAND_IN) : fields.get(STREAM_PRIMARY_KEY, List.of()));
        } catch (InvalidInput e) {
            reading.child(e.field()).problem(fields.place(e.field()), "expected " + e.limit() + ", found " + e.given());
            return null;
        }
    }

    private static RunSettings run(Keys.Fields fields, Reading reading) {
        RunSettings defaults = RunSettings.DEFAULTS;
        return new RunSettings(
                fields.get(RUN_COMMIT_ROWS, defaults.commitRows()),
                fields.get(RUN_COMMIT_BYTES, defaults.commitBytes()),
                fields.get(RUN_COMMIT_AFTER, defaults.commitAfter()),
                fields.get(RUN_LEASE_TTL, defaults.leaseTtl()),
                Math.toIntExact(fields.get(RUN_RETRIES, (long) defaults.retries())),
                fields.get(RUN_RETRY_DELAY, defaults.retryDelay()));
    }

    private static Value<String> name() {
        return Values.parsed(
                "a name of 1 to " + Limits.NAME_BYTES + " bytes",
                ManifestKeys::nameSchema,
                text -> StreamSpec.named(text).name());
    }

    private static Key<Duration> time(
            String name, Duration least, Duration most, Duration fallback, String description) {
        return Key.optional(name, Values.time(least, most), TimeSpan.text(fallback), description);
    }

    private static void idSchema(ObjectNode schema) {
        schema.put("pattern", "^[a-z0-9][a-z0-9._-]{0,127}$");
    }

    private static void nameSchema(ObjectNode schema) {
        schema.put("minLength", 1).put("maxLength", Limits.NAME_BYTES);
    }
}
