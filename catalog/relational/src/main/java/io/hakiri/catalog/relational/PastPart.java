package io.hakiri.catalog.relational;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.PastRows.Kind;
import io.hakiri.catalog.RunId;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One table of what retention removes: how its rows are found in the order of their key, and how they read in an archive
 * (docs/retention.md).
 *
 * @param columns the key first
 * @param where what a row must be; begins with the column of its owner, a pipeline or a project
 * @param key the columns that name a row of one owner
 */
record PastPart(
        Kind kind, String table, String columns, String where, List<Column> key, Function<Row, ObjectNode> line) {
    private static final String OF_A_FENCE = "pipeline = ? AND fence > ? AND fence < ?";

    static final PastPart RECEIPTS = new PastPart(
            Kind.RECEIPT,
            "receipt",
            "fence, step, ordinal, stream, kind, name, digest, bytes, row_count, state",
            OF_A_FENCE,
            List.of(Column.number("fence"), Column.number("step"), Column.number("ordinal")),
            row -> json().put("fence", row.number(1))
                    .put("step", row.number(2))
                    .put("ordinal", row.number(3))
                    .put("stream", row.text(4))
                    .put("kind", row.text(5))
                    .put("name", row.text(6))
                    .put("digest", row.text(7))
                    .put("bytes", row.number(8))
                    .put("rows", row.number(9))
                    .put("state", row.text(10)));

    static final PastPart COUNTS = new PastPart(
            Kind.COUNTS,
            "run_counts",
            "fence, stream, rows_read, rows_written, rows_quarantined, bytes_read",
            OF_A_FENCE,
            List.of(Column.number("fence"), Column.text("stream")),
            row -> json().put("fence", row.number(1))
                    .put("stream", row.text(2))
                    .put("rows_read", row.number(3))
                    .put("rows_written", row.number(4))
                    .put("rows_quarantined", row.number(5))
                    .put("bytes_read", row.number(6)));

    static final PastPart MOVES = new PastPart(
            Kind.MOVE,
            "move",
            "fence, stream, part, from_revision, from_kind, from_value, from_key, to_kind, to_value, to_key, back_to",
            OF_A_FENCE,
            List.of(Column.number("fence"), Column.text("stream"), Column.text("part")),
            row -> {
                ObjectNode line = json().put("fence", row.number(1))
                        .put("stream", row.text(2))
                        .put("partition", row.text(3))
                        .put("from_revision", row.number(4));
                line.set("from", position(row, 5));
                line.set("to", position(row, 8));
                return line.put("back_to", row.absent(11) ? null : row.number(11));
            });

    static final PastPart RUNS = new PastPart(
            Kind.RUN,
            "run",
            "fence, id, cause, worker, status, started_at, ended_at, last_step, error_kind, error_message, replaced_by",
            OF_A_FENCE,
            List.of(Column.number("fence")),
            row -> json().put("fence", row.number(1))
                    .put("id", row.run(2).toString())
                    .put("trigger", row.text(3))
                    .put("worker", row.text(4))
                    .put("status", row.text(5))
                    .put("started_at", row.instant(6).toString())
                    .put("ended_at", row.instant(7).toString())
                    .put("last_step", row.number(8))
                    .put("error_kind", row.textOrNull(9))
                    .put("error_message", row.textOrNull(10))
                    .put("replaced_by", row.textOrNull(11)));

    static final PastPart QUEUED_RUNS = new PastPart(
            Kind.QUEUED_RUN,
            "run",
            "id, status, started_at, ended_at, replaced_by",
            "pipeline = ? AND fence IS NULL AND status IN ('CANCELLED', 'ABANDONED') AND ended_at < ?",
            List.of(Column.run("id")),
            row -> json().put("id", row.run(1).toString())
                    .put("status", row.text(2))
                    .put("queued_at", row.instant(3).toString())
                    .put("ended_at", row.instant(4).toString())
                    .put("replaced_by", row.textOrNull(5)));

    static final PastPart AUDIT = new PastPart(
            Kind.AUDIT,
            "audit",
            "number, at, actor, reason, action, before, after",
            "pipeline = ? AND number < ?",
            List.of(Column.number("number")),
            row -> json().put("number", row.number(1))
                    .put("at", row.instant(2).toString())
                    .put("actor", row.text(3))
                    .put("reason", row.text(4))
                    .put("action", row.text(5))
                    .put("before", row.textOrNull(6))
                    .put("after", row.textOrNull(7)));

    /** The token is a secret, and worth nothing any more. */
    static final PastPart KEYS = new PastPart(
            Kind.KEY,
            "once",
            "scope, name, result, gone_at",
            "project = ? AND gone_at <= ?",
            List.of(Column.text("scope"), Column.text("name")),
            row -> json().put("scope", row.text(1))
                    .put("key", row.text(2))
                    .put("result", row.textOrNull(3))
                    .put("over_at", row.instant(4).toString()));

    static final List<PastPart> OF_FENCES = List.of(RECEIPTS, COUNTS, MOVES, RUNS);

    /** A column of a key, and how its values read in a token. */
    record Column(String name, Function<String, Object> value, Object first) {
        static Column number(String name) {
            return new Column(name, Pages::number, Long.MIN_VALUE);
        }

        static Column text(String name) {
            return new Column(name, text -> text, "");
        }

        static Column run(String name) {
            return new Column(name, id -> Row.bytes(RunId.parse(id)), new byte[0]);
        }
    }

    static PastPart of(Kind kind) {
        return switch (kind) {
            case RECEIPT -> RECEIPTS;
            case COUNTS -> COUNTS;
            case MOVE -> MOVES;
            case RUN -> RUNS;
            case QUEUED_RUN -> QUEUED_RUNS;
            case AUDIT -> AUDIT;
            case KEY -> KEYS;
        };
    }

    /** After a key, in order, at most so many. */
    String find() {
        return "SELECT " + columns + from() + " ORDER BY " + names() + " LIMIT ?";
    }

    /** As {@link #find}, up to and with another key. */
    String between() {
        return "SELECT " + columns + upTo() + " ORDER BY " + names() + " LIMIT ?";
    }

    /** What {@link #between} finds, passing over nothing. */
    String remove() {
        return "DELETE" + upTo();
    }

    private String from() {
        return " FROM " + table + " WHERE " + where + " AND " + compared(">");
    }

    private String upTo() {
        return from() + " AND " + compared("<=");
    }

    private String compared(String how) {
        String values = "?" + ", ?".repeat(key.size() - 1);
        return key.size() == 1 ? names() + " " + how + " ?" : "(" + names() + ") " + how + " (" + values + ")";
    }

    private String names() {
        return String.join(", ", key.stream().map(Column::name).toList());
    }

    /** The key of a row, as it is in a token. */
    List<String> keyOf(ObjectNode line) {
        return switch (kind) {
            case RECEIPT -> texts(line, "fence", "step", "ordinal");
            case COUNTS -> texts(line, "fence", "stream");
            case MOVE -> texts(line, "fence", "stream", "partition");
            case RUN -> texts(line, "fence");
            case QUEUED_RUN -> texts(line, "id");
            case AUDIT -> texts(line, "number");
            case KEY -> texts(line, "scope", "key");
        };
    }

    private static List<String> texts(ObjectNode line, String... fields) {
        return Stream.of(fields).map(field -> line.get(field).asText()).toList();
    }

    private static ObjectNode json() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static @Nullable ObjectNode position(Row row, int column) {
        if (row.absent(column)) {
            return null;
        }
        byte[] key = row.bytesOrNull(column + 2);
        return json().put("kind", row.number(column))
                .put("value", row.text(column + 1))
                .put("order_key", key == null ? null : HexFormat.of().formatHex(key));
    }
}
