package io.hakiri.proof;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.retention.ArchivedHistory;
import io.hakiri.transfer.Row.EndedRun;
import io.hakiri.transfer.Row.Move;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the archive of retention holds of one pipeline, in memory. */
final class ArchivedFacts {
    /** Without an archive. */
    static final ArchivedFacts NONE = new ArchivedFacts();

    private static final int MONOTONIC = 1;
    private static final int OPAQUE_TOKEN = 2;

    private final NavigableMap<Fence, FenceFacts> fences = new TreeMap<>();
    private final NavigableMap<Long, AuditEvent> events = new TreeMap<>();
    private final List<Proof.ArchiveFile> files = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    private ArchivedFacts() {}

    /** @throws IOException where the folder is none, or a file cannot be read */
    static ArchivedFacts read(Path folder, PipelineKey pipeline) throws IOException {
        ArchivedFacts facts = new ArchivedFacts();
        ArchivedHistory.read(folder, pipeline, file -> facts.add(pipeline, file));
        return facts;
    }

    NavigableMap<Fence, FenceFacts> fences() {
        return fences;
    }

    NavigableMap<Long, AuditEvent> events() {
        return events;
    }

    List<Proof.ArchiveFile> files() {
        return files;
    }

    List<Finding> findings() {
        return findings;
    }

    private void add(PipelineKey pipeline, ArchivedHistory.Read read) {
        switch (read) {
            case ArchivedHistory.Read.Broken(String name, String why) ->
                findings.add(Finding.otherwise("archive " + name, why));
            case ArchivedHistory.Read.Whole(String name, var kind, var lines, String sha256) -> {
                try {
                    lines.forEach(line -> add(pipeline, kind, line));
                    files.add(new Proof.ArchiveFile(name, lines.size(), sha256));
                } catch (DateTimeException | IllegalArgumentException e) {
                    findings.add(Finding.otherwise("archive " + name, "a line of it is no row: " + e.getMessage()));
                }
            }
        }
    }

    private void add(PipelineKey pipeline, PastRows.Kind kind, JsonNode line) {
        switch (kind) {
            case RECEIPT -> of(line).archived(receipt(line));
            case COUNTS -> of(line).archived(line.path("stream").asText(), counts(line));
            case MOVE -> {
                JsonNode backTo = line.path("back_to");
                of(line).archived(move(line), backTo.isNumber() ? new Fence(backTo.asLong()) : null);
            }
            case RUN -> of(line).archived(run(line));
            case AUDIT -> event(pipeline, line);
            case QUEUED_RUN, KEY -> {} // nothing was done under them
        }
    }

    private FenceFacts of(JsonNode line) {
        return fences.computeIfAbsent(new Fence(number(line, "fence")), FenceFacts::new);
    }

    private static Receipt receipt(JsonNode line) {
        return new Receipt(
                new ReceiptId(
                        new Fence(number(line, "fence")), (int) number(line, "step"), (int) number(line, "ordinal")),
                new StagedObject(
                        text(line, "stream"),
                        StagedObject.Kind.valueOf(text(line, "kind")),
                        text(line, "name"),
                        text(line, "digest"),
                        number(line, "bytes"),
                        number(line, "rows")),
                Receipt.State.valueOf(text(line, "state")));
    }

    private static Counts counts(JsonNode line) {
        return new Counts(
                number(line, "rows_read"),
                number(line, "rows_written"),
                number(line, "rows_quarantined"),
                number(line, "bytes_read"));
    }

    private static Move move(JsonNode line) {
        return new Move(
                new StreamPartition(text(line, "stream"), text(line, "partition")),
                number(line, "from_revision"),
                position(line.path("from")),
                position(line.path("to")));
    }

    private static @Nullable Position position(JsonNode node) {
        if (!node.isObject()) {
            return null;
        }
        String value = text(node, "value");
        return switch ((int) number(node, "kind")) {
            case MONOTONIC -> new Position.Monotonic(value, Bytes.ofHex(text(node, "order_key")));
            case OPAQUE_TOKEN -> new Position.OpaqueToken(value);
            default -> new Position.SnapshotId(value);
        };
    }

    private static EndedRun run(JsonNode line) {
        JsonNode error = line.path("error_kind");
        JsonNode replacedBy = line.path("replaced_by");
        return new EndedRun(
                RunId.parse(text(line, "id")),
                text(line, "trigger"),
                text(line, "worker"),
                RunStatus.valueOf(text(line, "status")),
                Instant.parse(text(line, "started_at")),
                Instant.parse(text(line, "ended_at")),
                (int) number(line, "last_step"),
                Map.of(),
                error.isTextual()
                        ? new RunError(
                                error.asText(), line.path("error_message").asText())
                        : null,
                replacedBy.isTextual() ? replacedBy.asText() : null);
    }

    private void event(PipelineKey pipeline, JsonNode line) {
        JsonNode before = line.path("before");
        JsonNode after = line.path("after");
        AuditEvent event = new AuditEvent(
                pipeline.project(),
                pipeline.pipeline(),
                number(line, "number"),
                Instant.parse(text(line, "at")),
                new Actor(text(line, "actor"), text(line, "reason")),
                text(line, "action"),
                before.isNull() ? null : before.asText(),
                after.isNull() ? null : after.asText());
        AuditEvent other = events.put(event.number(), event);
        if (other != null && !other.equals(event)) {
            findings.add(Finding.otherwise("audit " + event.number(), "it is in the archive twice, and not the same"));
        }
    }

    private static String text(JsonNode line, String field) {
        JsonNode value = line.path(field);
        if (!value.isTextual()) {
            throw new InvalidInput(field, "a text", value.toString());
        }
        return value.asText();
    }

    private static long number(JsonNode line, String field) {
        JsonNode value = line.path(field);
        if (!value.isIntegralNumber()) {
            throw new InvalidInput(field, "a whole number", value.toString());
        }
        return value.asLong();
    }
}
