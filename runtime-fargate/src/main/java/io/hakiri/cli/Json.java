package io.hakiri.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.CursorMove;
import io.hakiri.catalog.Decision;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.SchemaVersion;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The documented JSON forms of what the catalog knows (docs/cli.md). */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static JsonNode parsed(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + json, e);
        }
    }

    static ObjectNode pipeline(PipelineState state) {
        ObjectNode node = Output.object();
        node.put("id", state.key().pipeline().value());
        node.put("status", status(state.status()));
        node.put("version", state.version());
        node.put("fence", state.fence().value());
        node.put("next_due", text(state.nextDue()));
        node.put("failures", state.failures());
        Lease lease = state.lease();
        node.put("held_by", lease == null ? null : lease.holder());
        return node;
    }

    static String status(PipelineStatus status) {
        return switch (status) {
            case PipelineStatus.Active() -> "active";
            case PipelineStatus.OnHold(String _) -> "paused";
            case PipelineStatus.Sealed() -> "sealed";
            case PipelineStatus.Relocated(String address) -> "moved to " + address;
        };
    }

    static ObjectNode lease(String pipeline, Lease lease) {
        ObjectNode node = Output.object();
        node.put("pipeline", pipeline);
        node.put("holder", lease.holder());
        node.put("run", lease.run().toString());
        node.put("fence", lease.fence().value());
        node.put("since", lease.since().toString());
        node.put("until", lease.until().toString());
        return node;
    }

    static ObjectNode cursor(Cursor cursor, Function<Position, String> shown) {
        ObjectNode node = Output.object();
        node.put("stream", cursor.at().stream());
        node.put("partition", cursor.at().partition());
        Position position = cursor.position();
        node.put("kind", kind(position));
        node.put("at", shown(position, shown));
        node.put("position", position == null ? null : position.value());
        node.put("revision", cursor.revision());
        node.put("fence", cursor.fence().value());
        node.put("moved_at", cursor.movedAt().toString());
        return node;
    }

    private static @Nullable String kind(@Nullable Position position) {
        return switch (position) {
            case null -> null;
            case Position.Monotonic _ -> "monotonic";
            case Position.OpaqueToken _ -> "opaque-token";
            case Position.SnapshotId _ -> "snapshot-id";
        };
    }

    static ObjectNode run(Run run, Function<Position, String> shown) {
        ObjectNode node = Output.object();
        node.put("run", run.id().toString());
        node.put("pipeline", run.pipeline().pipeline().value());
        node.put("status", run.status().name().toLowerCase(Locale.ROOT));
        node.put("trigger", run.trigger());
        node.put("worker", run.worker());
        node.put("fence", run.fence() == null ? null : run.fence().value());
        node.put("started_at", run.startedAt().toString());
        node.put("ended_at", text(run.endedAt()));
        node.put("steps", run.lastStep());
        Counts sum = run.counts().values().stream().reduce(Counts.NONE, Counts::plus);
        node.put("read", sum.read());
        node.put("written", sum.written());
        node.put("quarantined", sum.quarantined());
        ArrayNode streams = node.putArray("streams");
        new TreeMap<>(run.counts())
                .forEach((stream, counts) -> counts(streams.addObject().put("name", stream), counts));
        ArrayNode cursors = node.putArray("cursors");
        run.moves().forEach(move -> moves(cursors.addObject(), move, shown));
        node.set("error", error(run.error()));
        node.put("replaced_by", run.replacedBy());
        return node;
    }

    static void counts(ObjectNode node, Counts counts) {
        node.put("read", counts.read());
        node.put("written", counts.written());
        node.put("quarantined", counts.quarantined());
        node.put("bytes", counts.bytes());
    }

    static void moves(ObjectNode node, CursorMove move, Function<Position, String> shown) {
        node.put("stream", move.at().stream());
        node.put("partition", move.at().partition());
        node.put("from", shown(move.from(), shown));
        node.put("to", shown(move.to(), shown));
    }

    /** The single cursor of a stream that has one partition: the common case, without a list around it. */
    static ObjectNode cursor(List<CursorMove> moves, Function<Position, String> shown) {
        ObjectNode node = Output.object();
        CursorMove only = moves.size() == 1 ? moves.getFirst() : null;
        node.put("from", only == null ? null : shown(only.from(), shown));
        node.put("to", only == null ? null : shown(only.to(), shown));
        return node;
    }

    static @Nullable JsonNode error(@Nullable RunError error) {
        if (error == null) {
            return null;
        }
        return Output.object().put("kind", error.kind()).put("message", error.message());
    }

    static ObjectNode schema(SchemaVersion version) {
        ObjectNode node = Output.object();
        node.put("stream", version.stream());
        node.put("version", version.version());
        Decision decision = version.decision();
        node.put(
                "decision",
                decision == null ? "undecided" : decision.verdict().name().toLowerCase(Locale.ROOT));
        node.put("by", decision == null ? null : decision.by());
        node.put("reason", decision == null ? null : decision.reason());
        node.put("seen_at", version.seenAt().toString());
        node.set("fields", parsed(version.shape()).path("fields"));
        return node;
    }

    static ObjectNode event(AuditEvent event) {
        ObjectNode node = Output.object();
        node.put("pipeline", text(event.pipeline()));
        node.put("number", event.number());
        node.put("at", event.at().toString());
        node.put("actor", event.actor().name());
        node.put("reason", event.actor().reason());
        node.put("action", event.action());
        node.set("before", event.before() == null ? null : parsed(event.before()));
        node.set("after", event.after() == null ? null : parsed(event.after()));
        return node;
    }

    static @Nullable String shown(@Nullable Position position, Function<Position, String> shown) {
        return position == null ? null : shown.apply(position);
    }

    static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
