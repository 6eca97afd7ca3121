package io.hakiri.proof;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.transfer.Row.EndedRun;
import io.hakiri.transfer.Row.Move;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Facts as lines that digests are made of (docs/prove.md): one JSON object each, its fields in a fixed order, the same whichever
 * backend or archive they were read from. What may change later is not in them: how far a destination follows a receipt.
 */
final class Lines {
    private Lines() {}

    /** All of one fence: its run, its sums by stream, its moves by place, its receipts by number. */
    static List<String> of(FenceFacts facts) {
        List<String> lines = new ArrayList<>();
        EndedRun run = facts.run();
        if (run != null) {
            lines.add(run(facts, run));
        }
        facts.counts().forEach((stream, counts) -> lines.add(counts(facts, stream, counts)));
        facts.moves().values().forEach(move -> lines.add(move(facts, move)));
        facts.receipts().values().forEach(receipt -> lines.add(receipt(receipt)));
        return lines;
    }

    private static String run(FenceFacts facts, EndedRun run) {
        RunError error = run.error();
        return line(
                "run",
                line -> line.put("fence", facts.fence().value())
                        .put("id", run.id().toString())
                        .put("trigger", run.trigger())
                        .put("worker", run.worker())
                        .put("status", run.status().name())
                        .put("started_at", text(run.startedAt()))
                        .put("ended_at", text(run.endedAt()))
                        .put("last_step", run.lastStep())
                        .put("error_kind", error == null ? null : error.kind())
                        .put("error_message", error == null ? null : error.message())
                        .put("replaced_by", run.replacedBy()));
    }

    private static String counts(FenceFacts facts, String stream, Counts counts) {
        return line(
                "counts",
                line -> line.put("fence", facts.fence().value())
                        .put("stream", stream)
                        .put("read", counts.read())
                        .put("written", counts.written())
                        .put("quarantined", counts.quarantined())
                        .put("bytes", counts.bytes()));
    }

    private static String move(FenceFacts facts, Move move) {
        StreamPartition at = move.at();
        return line("move", line -> {
            line.put("fence", facts.fence().value())
                    .put("stream", at.stream())
                    .put("partition", at.partition())
                    .put("from_revision", move.fromRevision());
            line.set("from", position(move.from()));
            line.set("to", position(move.to()));
            line.put("back_to", facts.backTo() == null ? null : facts.backTo().value());
        });
    }

    private static String receipt(Receipt receipt) {
        StagedObject object = receipt.object();
        return line(
                "receipt",
                line -> line.put("fence", receipt.id().fence().value())
                        .put("step", receipt.id().step())
                        .put("ordinal", receipt.id().ordinal())
                        .put("stream", object.stream())
                        .put("kind", object.kind().name())
                        .put("name", object.name())
                        .put("digest", object.digest())
                        .put("bytes", object.bytes())
                        .put("rows", object.rows()));
    }

    /** An audit event. */
    static String of(AuditEvent event) {
        return line(
                "audit",
                line -> line.put("number", event.number())
                        .put("at", text(event.at()))
                        .put("actor", event.actor().name())
                        .put("reason", event.actor().reason())
                        .put("action", event.action())
                        .put("before", event.before())
                        .put("after", event.after()));
    }

    private static @Nullable ObjectNode position(@Nullable Position position) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        return switch (position) {
            case null -> null;
            case Position.Monotonic(String value, var orderKey) ->
                node.put("kind", "monotonic").put("value", value).put("order_key", orderKey.toHex());
            case Position.OpaqueToken(String value) ->
                node.put("kind", "opaque-token").put("value", value);
            case Position.SnapshotId(String value) ->
                node.put("kind", "snapshot-id").put("value", value);
        };
    }

    private static String text(Instant instant) {
        return instant.toString();
    }

    private static String line(String kind, Consumer<ObjectNode> fields) {
        ObjectNode line = JsonNodeFactory.instance.objectNode().put("line", kind);
        fields.accept(line);
        return line.toString();
    }
}
