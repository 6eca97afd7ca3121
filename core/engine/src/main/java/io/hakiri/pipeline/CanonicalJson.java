package io.hakiri.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.InvalidInput;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A pipeline as canonical JSON and back. */
final class CanonicalJson {
    private static final ManifestKeys KEYS = ManifestKeys.withAnyConnector();
    private static final String NAME = "manifest";

    private CanonicalJson() {}

    static String of(Pipeline pipeline) {
        Map<String, Object> keys = new TreeMap<>();
        keys.put(ManifestKeys.ID.name(), pipeline.id().value());
        keys.put(KEYS.source.name(), connector(pipeline.source()));
        keys.put(KEYS.destination.name(), connector(pipeline.destination()));
        if (!(pipeline.schedule() instanceof Schedule.OnDemand)) {
            keys.put(ManifestKeys.SCHEDULE.name(), pipeline.schedule().text());
        }
        keys.put(ManifestKeys.SCHEMA_CHANGE.name(), pipeline.schemaChange().word());
        keys.put(
                ManifestKeys.STREAM.name(),
                pipeline.streams().stream().map(CanonicalJson::stream).toList());
        Map<String, Object> run = run(pipeline.run());
        if (!run.isEmpty()) {
            keys.put(ManifestKeys.RUN.name(), run);
        }
        return object(keys).toString();
    }

    static Pipeline read(String json) {
        Problems problems = new Problems();
        Node.Table table = JsonTree.read(NAME, json, problems);
        ManifestKeys.Declared declared = table == null ? null : KEYS.pipeline.read(table, new Reading("", problems));
        if (declared == null || declared.pipeline() == null) {
            String words =
                    problems.all().stream().map(ManifestProblem::toString).collect(Collectors.joining("; "));
            throw new InvalidInput(NAME, "a pipeline as this program writes it (" + words + ")", json);
        }
        return declared.pipeline();
    }

    private static Map<String, Object> connector(ConnectorSpec spec) {
        Map<String, Object> keys = new TreeMap<>(spec.options());
        keys.put(ConnectorValue.CONNECTOR, spec.connector());
        return keys;
    }

    private static Map<String, Object> stream(StreamSpec stream) {
        Map<String, Object> keys = new TreeMap<>();
        keys.put(ManifestKeys.STREAM_NAME.name(), stream.name());
        if (!stream.primaryKey().isEmpty()) {
            keys.put(ManifestKeys.STREAM_PRIMARY_KEY.name(), stream.primaryKey());
        }
        CursorSpec cursor = stream.cursor();
        if (cursor != null) {
            Map<String, Object> by = new TreeMap<>();
            by.put(ManifestKeys.CURSOR_FIELD.name(), cursor.field());
            by.put(ManifestKeys.CURSOR_KIND.name(), cursor.kind().word());
            if (cursor.strictlyIncreasing()) {
                by.put(ManifestKeys.CURSOR_STRICT.name(), true);
            }
            keys.put(ManifestKeys.STREAM_CURSOR.name(), by);
        }
        return keys;
    }

    private static Map<String, Object> run(RunSettings run) {
        Map<String, Object> keys = values(run);
        keys.entrySet().removeAll(values(RunSettings.DEFAULTS).entrySet());
        return keys;
    }

    private static Map<String, Object> values(RunSettings run) {
        Map<String, Object> keys = new TreeMap<>();
        keys.put(ManifestKeys.RUN_COMMIT_ROWS.name(), run.commitRows());
        keys.put(ManifestKeys.RUN_COMMIT_BYTES.name(), run.commitBytes());
        keys.put(ManifestKeys.RUN_COMMIT_AFTER.name(), TimeSpan.text(run.commitAfter()));
        keys.put(ManifestKeys.RUN_LEASE_TTL.name(), TimeSpan.text(run.leaseTtl()));
        keys.put(ManifestKeys.RUN_RETRIES.name(), (long) run.retries());
        keys.put(ManifestKeys.RUN_RETRY_DELAY.name(), TimeSpan.text(run.retryDelay()));
        return keys;
    }

    private static ObjectNode object(Map<String, ?> keys) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        new TreeMap<String, Object>(keys).forEach((key, value) -> {
            switch (value) {
                case Map<?, ?> table -> object.set(key, object(strings(table)));
                case List<?> list -> object.set(key, array(list));
                case String text -> object.put(key, text);
                case Long number -> object.put(key, number);
                case Boolean flag -> object.put(key, flag);
                default -> throw new InvalidInput(key, "a text, a number, a flag or a list", value.toString());
            }
        });
        return object;
    }

    private static ArrayNode array(List<?> values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Object value : values) {
            if (value instanceof Map<?, ?> table) {
                array.add(object(strings(table)));
            } else {
                array.add((String) value);
            }
        }
        return array;
    }

    private static Map<String, Object> strings(Map<?, ?> table) {
        Map<String, Object> keys = new TreeMap<>();
        table.forEach((key, value) -> keys.put((String) key, value));
        return keys;
    }
}
