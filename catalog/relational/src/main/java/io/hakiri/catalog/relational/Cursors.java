package io.hakiri.catalog.relational;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hakiri.catalog.Advance;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.StreamPartition;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of cursors: how far each partition has come, and where its present fence found it. */
final class Cursors {
    private static final String COLUMNS = "stream, part, kind, value, order_key, revision, fence, moved_at";

    private static final String ONE =
            "SELECT " + COLUMNS + " FROM cursor WHERE pipeline = ? AND stream = ? AND part = ?";

    /** The place of each in the array stands for its names, which the caller has: two texts less to read per row. */
    private static final String SOME = """
            SELECT place, kind, value, order_key, revision, fence, moved_at
            FROM {pairs} a CROSS JOIN cursor c WHERE c.pipeline = ? AND c.stream = a.one AND c.part = a.two""";

    private static final String OF_STREAMS = "SELECT " + COLUMNS + " " + """
             FROM cursor WHERE pipeline = ? AND stream IN (SELECT name FROM {names} n)
            ORDER BY stream, part LIMIT ?""";

    private static final String ALL = "SELECT " + COLUMNS + " FROM cursor WHERE pipeline = ? ORDER BY stream, part";

    private static final String PAGE = "SELECT " + COLUMNS + " " + """
             FROM cursor WHERE pipeline = ? AND (stream, part) > (?, ?) ORDER BY stream, part LIMIT ?""";

    private static final String INSERT = """
            INSERT INTO cursor (pipeline, stream, part, kind, value, order_key, revision, fence, moved_at, from_revision)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)""";

    private static final String MOVE_ON = """
            UPDATE cursor SET kind = ?, value = ?, order_key = ?, revision = revision + 1, moved_at = ?
            WHERE pipeline = ? AND stream = ? AND part = ?""";

    private static final String MOVE_FIRST = """
            UPDATE cursor SET from_revision = revision, from_kind = kind, from_value = value, from_key = order_key,
              kind = ?, value = ?, order_key = ?, revision = revision + 1, moved_at = ?, fence = ?
            WHERE pipeline = ? AND stream = ? AND part = ?""";

    private Cursors() {}

    static Cursor cursor(Row row) {
        return new Cursor(
                new StreamPartition(row.text(1), row.text(2)),
                row.position(3),
                row.number(6),
                row.fence(7),
                row.instant(8));
    }

    static @Nullable Cursor one(Sql sql, PipelineRow pipeline, StreamPartition at) {
        return sql.one(ONE, Cursors::cursor, pipeline.id, at.stream(), at.partition());
    }

    /** Those of some partitions that exist, in one statement: a commit reads all that it moves. */
    static Map<StreamPartition, Cursor> some(Sql sql, PipelineRow pipeline, List<Advance> advances) {
        if (advances.isEmpty()) {
            return Map.of();
        }
        ArrayNode places = JsonNodeFactory.instance.arrayNode(advances.size());
        advances.forEach(advance ->
                places.addArray().add(advance.at().stream()).add(advance.at().partition()));
        Map<StreamPartition, Cursor> found = HashMap.newHashMap(advances.size());
        List<Cursor> cursors = sql.list(
                SOME,
                row -> new Cursor(
                        advances.get(row.count(1)).at(), row.position(2), row.number(5), row.fence(6), row.instant(7)),
                places.toString(),
                pipeline.id);
        cursors.forEach(cursor -> found.put(cursor.at(), cursor));
        return found;
    }

    /** The cursors of some streams, in order, at most so many. */
    static List<Cursor> ofStreams(Sql sql, PipelineRow pipeline, Collection<String> streams, int most) {
        return streams.isEmpty() ? List.of() : sql.list(OF_STREAMS, Cursors::cursor, pipeline.id, names(streams), most);
    }

    static List<Cursor> all(Sql sql, PipelineRow pipeline) {
        return sql.list(ALL, Cursors::cursor, pipeline.id);
    }

    static Listing<Cursor> page(Sql sql, PipelineKey key, PageRequest request) {
        return Pages.listing(sql, key, false, pipeline -> {
            String[] after = Pages.partsAfter(request, 2);
            List<Cursor> cursors = sql.list(
                    PAGE,
                    Cursors::cursor,
                    pipeline.id,
                    after == null ? "" : after[0],
                    after == null ? "" : after[1],
                    request.entries() + 1);
            Page<Cursor> page = Pages.page(
                    cursors,
                    request,
                    last -> Pages.key(last.at().stream(), last.at().partition()));
            return page;
        });
    }

    /** Puts a cursor at a position under a fence; the totals on the pipeline's row follow. */
    static void put(
            Tx tx,
            PipelineRow pipeline,
            StreamPartition at,
            @Nullable Cursor before,
            @Nullable Position to,
            Fence fence) {
        Integer kind = to == null ? null : Row.kind(to);
        String value = to == null ? null : to.value();
        Object orderKey = to == null ? null : Row.orderKey(to);
        pipeline.positionBytes += bytes(to) - (before == null ? 0 : bytes(before.position()));
        if (before == null) {
            pipeline.cursors++;
            tx.sql()
                    .change(
                            INSERT,
                            pipeline.id,
                            at.stream(),
                            at.partition(),
                            kind,
                            value,
                            orderKey,
                            1L,
                            fence,
                            tx.now());
        } else if (before.fence().equals(fence)) {
            tx.sql().change(MOVE_ON, kind, value, orderKey, tx.now(), pipeline.id, at.stream(), at.partition());
        } else {
            tx.sql()
                    .change(
                            MOVE_FIRST,
                            kind,
                            value,
                            orderKey,
                            tx.now(),
                            fence,
                            pipeline.id,
                            at.stream(),
                            at.partition());
        }
    }

    /** What counts against the limit of positions per pipeline (C-22). */
    static long bytes(@Nullable Position position) {
        return position == null ? 0 : position.value().getBytes(StandardCharsets.UTF_8).length;
    }

    /** Names as a JSON array, for a statement's word {@code names}. */
    static String names(Collection<String> names) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(names.size());
        names.forEach(array::add);
        return array.toString();
    }
}
