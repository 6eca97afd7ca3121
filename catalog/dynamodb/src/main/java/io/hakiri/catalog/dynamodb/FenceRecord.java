package io.hakiri.catalog.dynamodb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.CursorMove;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StreamPartition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What happened under one fence, and is history: a run that ended with the receipts that were settled meanwhile, or how far a
 * chunk or a replacing rewind moved cursors.
 *
 * @param run {@code null} under the fence of a chunk or a rewind
 * @param moves how far it moved cursors
 * @param receipts settled ones of this run and the one that ended before it, as far as no other item has them
 * @param backTo of a replacing rewind: the fence of the run it went back before; {@link Fence#NONE} for the start
 */
record FenceRecord(
        Fence fence,
        @Nullable Ended run,
        List<Move> moves,
        @Nullable Fence backTo,
        List<ReceiptRow> receipts) {
    /** The attribute that says of a run what an archive keeps of it (docs/dynamodb.md). */
    static final String ARCHIVED = "run";

    /** The form of that attribute. */
    static final int ARCHIVE_FORMAT = 2;

    private static final int INLINE = 64 * 1024;
    private static final int INLINE_COUNTS = 32 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A run that ended: as it went on, and how it ended.
     *
     * @param endedUntil neither its end nor that of any run before it is later
     */
    record Ended(
            OpenRun run,
            RunStatus status,
            Instant endedAt,
            Instant endedUntil,
            @Nullable RunError error,
            @Nullable String replacedBy) {}

    /** How far a cursor was moved, from which revision on. */
    record Move(
            StreamPartition at,
            long fromRevision,
            @Nullable Position from,
            @Nullable Position to) {
        static void write(Out out, Move move) {
            Rows.at(out, move.at);
            out.number(move.fromRevision).position(move.from).position(move.to);
        }

        static Move read(In in) {
            return new Move(Rows.at(in), in.number(), in.position(), in.position());
        }
    }

    // ---- making

    /** The moves of the cursors that the fence moved, as they stand now. */
    static List<Move> movesOf(Work work, Head head, Fence fence) {
        List<Move> moves = new ArrayList<>();
        for (Map.Entry<Bytes, CursorRow> entry : head.cursors.writtenSince(fence.value())) {
            CursorRow row = entry.getValue();
            CursorRow.Found found = row.found();
            if (row.fence().equals(fence) && found != null) {
                Position from = work.heads().standings().found(work, entry.getKey(), found);
                moves.add(new Move(Key.at(entry.getKey()), found.revision(), from, row.position()));
            }
        }
        return moves;
    }

    /** Of a chunk or a rewind. */
    static FenceRecord ofMoves(Fence fence, List<Move> moves, @Nullable Fence backTo) {
        return new FenceRecord(fence, null, moves, backTo, List.of());
    }

    /** To be written with the head. */
    Table.Change.Put put(Work work) {
        Map<String, AttributeValue> item = Items.of(Items.fence(work.key(), fence));
        String counted = run == null ? "" : counted(run.run().counts());
        boolean apart = counted.length() > INLINE_COUNTS;
        Out content = new Out()
                .list(moves, Move::write)
                .orNull(backTo, Out::fence)
                .list(receipts, Rows::receipt)
                .orNull(run, FenceRecord::writeRest);
        if (run != null && apart) {
            Rows.counts(content, run.run().counts());
        }
        Out out = new Out();
        Blob.write(out, content.done(), INLINE, work::kept);
        String archived = run == null ? "" : archived(run, apart ? null : counted);
        item.put(Table.CONTENT, Content.attribute(out.done(), archived.getBytes(StandardCharsets.UTF_8)));
        if (run != null) {
            item.put(ARCHIVED, AttributeValue.fromS(archived));
            Duration keep = work.heads().keepRuns();
            if (keep != null) {
                item.put(TableDefinition.TTL, Items.expiry(run.endedAt().plus(keep)));
            }
        }
        return new Table.Change.Put(item, new Table.Condition.Any());
    }

    /** What the archived text does not say. */
    private static void writeRest(Out out, Ended ended) {
        OpenRun run = ended.run();
        out.flag(run.ordered())
                .instant(run.startedUntil())
                .instant(ended.endedUntil())
                .orNull(run.request(), (o, r) -> o.bytes(r.digest().toArray()))
                .instant(run.grantedUntil())
                .number(run.leaseTtl().toNanos() / 1000)
                .number(run.failuresBefore())
                .runOrNull(run.abandoned());
        run.steps().write(out);
    }

    /** @param counted the sums by stream, as JSON; {@code null} where they are too many for an item */
    private static String archived(Ended ended, @Nullable String counted) {
        OpenRun run = ended.run();
        RunError error = ended.error();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("form", ARCHIVE_FORMAT)
                .put("id", run.id().toString())
                .put("trigger", run.cause())
                .put("worker", run.worker())
                .put("status", ended.status().name())
                .put("started_at", run.startedAt().toString())
                .put("ended_at", ended.endedAt().toString())
                .put("last_step", run.steps().last());
        if (error != null) {
            json.put("error_kind", error.kind()).put("error_message", error.message());
        }
        if (ended.replacedBy() != null) {
            json.put("replaced_by", ended.replacedBy());
        }
        json.putRawValue("counts", counted == null ? null : new RawValue(counted));
        return json.toString();
    }

    /** Per stream the rows read and the bytes; where not all rows were written, also those written and quarantined. */
    private static String counted(Map<String, Counts> counts) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(counts).forEach((stream, c) -> {
            ArrayNode numbers = json.putArray(stream).add(c.read()).add(c.bytes());
            if (c.written() != c.read() || c.quarantined() != 0) {
                numbers.add(c.written()).add(c.quarantined());
            }
        });
        return json.toString();
    }

    // ---- reading

    static FenceRecord read(PipelineKey key, Tree.Source source, Map<String, AttributeValue> item) {
        Fence fence = new Fence(Items.number(Items.sortKey(item).substring(Items.FENCE.length())));
        In in = Blob.read(content(item), source);
        List<Move> moves = in.list(Move::read);
        Fence backTo = in.orNull(In::fence);
        List<ReceiptRow> receipts = in.list(Rows::receipt);
        AttributeValue archived = item.get(ARCHIVED);
        Ended run = archived == null ? null : ended(key, fence, archived.s(), in);
        return new FenceRecord(fence, run, moves, backTo, receipts);
    }

    /** Names are in the archived text already. */
    private static In content(Map<String, AttributeValue> item) {
        AttributeValue archived = item.get(ARCHIVED);
        return Content.read(item, archived == null ? new byte[0] : archived.s().getBytes(StandardCharsets.UTF_8));
    }

    private static Ended ended(PipelineKey key, Fence fence, String archived, In in) {
        JsonNode json;
        try {
            json = JSON.readTree(archived);
        } catch (JsonProcessingException e) {
            throw new CatalogException.Corrupt("the record of a run of " + key + " cannot be read", e);
        }
        in.flag();
        boolean ordered = in.flag();
        Instant startedUntil = in.instant();
        Instant endedUntil = in.instant();
        OpenRun.Request request = in.orNull(i -> new OpenRun.Request(Rows.bytes(i)));
        Instant grantedUntil = in.instant();
        Duration ttl = Duration.ofNanos(in.number() * 1000);
        int failuresBefore = in.count();
        RunId abandoned = in.runOrNull();
        OpenRun.Steps steps = OpenRun.Steps.read(in);
        OpenRun run = new OpenRun(
                RunId.parse(json.get("id").asText()),
                fence,
                ordered,
                json.get("trigger").asText(),
                json.get("worker").asText(),
                Instant.parse(json.get("started_at").asText()),
                startedUntil,
                grantedUntil,
                ttl,
                request,
                grantedUntil,
                failuresBefore,
                abandoned,
                steps,
                json.path("counts").isObject() ? counts(json.get("counts")) : Rows.counts(in));
        return new Ended(
                run,
                RunStatus.valueOf(json.get("status").asText()),
                Instant.parse(json.get("ended_at").asText()),
                endedUntil,
                json.has("error_kind")
                        ? new RunError(
                                json.get("error_kind").asText(),
                                json.get("error_message").asText())
                        : null,
                json.has("replaced_by") ? json.get("replaced_by").asText() : null);
    }

    private static Map<String, Counts> counts(JsonNode json) {
        Map<String, Counts> counts = new TreeMap<>();
        json.properties().forEach(entry -> {
            JsonNode numbers = entry.getValue();
            long read = numbers.get(0).asLong();
            counts.put(
                    entry.getKey(),
                    new Counts(
                            read,
                            numbers.path(2).asLong(read),
                            numbers.path(3).asLong(0),
                            numbers.get(1).asLong()));
        });
        return counts;
    }

    /** The pages that the moves of a record lie in. */
    static List<Bytes> pages(Map<String, AttributeValue> item) {
        return Blob.pages(content(item));
    }

    /** Neither the start of this run nor that of any before it is later. */
    Instant startedUntil() {
        return run == null ? Instant.MIN : run.run().startedUntil();
    }

    /** Neither the end of this run nor that of any before it is later. */
    Instant endedUntil() {
        return run == null ? Instant.MIN : run.endedUntil();
    }

    /** The run as it reads; only where there is one. */
    Run run(PipelineKey key) {
        if (run == null) {
            throw new IllegalStateException("no run under fence " + fence);
        }
        OpenRun was = run.run();
        return new Run(
                was.id(),
                key,
                fence,
                was.cause(),
                was.worker(),
                run.status(),
                was.startedAt(),
                run.endedAt(),
                was.steps().last(),
                was.counts(),
                cursorMoves(moves),
                run.error(),
                run.replacedBy());
    }

    static List<CursorMove> cursorMoves(List<Move> moves) {
        return moves.stream()
                .map(move -> new CursorMove(move.at(), move.from(), move.to()))
                .toList();
    }
}
