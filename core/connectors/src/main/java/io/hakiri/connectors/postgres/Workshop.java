package io.hakiri.connectors.postgres;

import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.Writer;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.schema.Shape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The schema where a destination keeps what is its own. A row of {@code object} is one object of one commit:
 *
 * <pre>
 * id | name                                 | project | pipeline | fence | state     | target | key | shape | …
 * 17 | orders/f…42-s…3-0001-0190…           | shop    | orders   |    42 | staged    | …      rows are in the table s17
 * 16 | orders/f…42-s…2-0001-0190…           | shop    | orders   |    42 | published | …      rows say _hakiri_object = 16
 * </pre>
 *
 * A staged object becomes a published one, or is removed, in one transaction that has locked its row: so one of those who try
 * does it, and the others see that it is done.
 */
record Workshop(String schema) {
    private static final String MAKE = """
            CREATE TABLE %1$s.object (
              id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              name text NOT NULL UNIQUE,
              project text NOT NULL,
              pipeline text NOT NULL,
              fence bigint NOT NULL,
              state text NOT NULL CHECK (state IN ('staged', 'published')),
              quarantine boolean NOT NULL,
              target_schema text NOT NULL,
              target text NOT NULL,
              key json NOT NULL,
              shape json NOT NULL,
              at timestamptz NOT NULL DEFAULT now())""";

    private static final String OF_PIPELINE =
            "CREATE INDEX ON %1$s.object (project, pipeline, fence) WHERE state = 'staged'";

    private static final String REJECTED = """
            CREATE TABLE %1$s.rejected (
              object bigint NOT NULL, stream text NOT NULL, place text NOT NULL, reason text NOT NULL, source_row text NOT NULL)""";

    private static final String ADD = """
            INSERT INTO %1$s.object (name, project, pipeline, fence, state, quarantine, target_schema, target, key, shape)
            VALUES (?, ?, ?, ?, 'staged', ?::boolean, ?, ?, ?::json, ?::json) ON CONFLICT (name) DO NOTHING RETURNING id""";

    private static final String LOCKED = """
            SELECT id, name, state, quarantine, target_schema, target, key, shape FROM %1$s.object
            WHERE name = ANY (?) ORDER BY id FOR UPDATE""";

    private static final String FORGOTTEN = """
            SELECT name FROM %1$s.object
            WHERE project = ? AND pipeline = ? AND state = 'staged' AND fence < ? ORDER BY id""";

    /** One of a kind for whoever makes the tables: two at once would meet. */
    private static final long MAKING = 0x68616b697269L;

    private static final int RUN_CHARACTERS = 36;

    /** An object, its row locked. */
    record Locked(
            long id,
            String name,
            boolean published,
            boolean quarantine,
            Names.Table target,
            List<String> key,
            Shape shape) {}

    private String sql(String text) {
        return text.formatted(Names.quoted(schema));
    }

    /** Where the rows of an object are until it is published. */
    String staged(long id) {
        return Names.quoted(schema) + "." + Names.quoted("s" + id);
    }

    private String rejected() {
        return Names.quoted(schema) + ".rejected";
    }

    /** Whether anything was ever made here. */
    boolean isThere(Session session) throws SQLException {
        return session.row("SELECT 1 WHERE to_regclass(?) IS NOT NULL", Names.quoted(schema) + ".object") != null;
    }

    /** Makes the schema and its tables, where they are missing. In a transaction that is open. */
    void make(Session session) throws SQLException {
        if (isThere(session)) {
            return;
        }
        session.rows("SELECT pg_advisory_xact_lock(" + MAKING + ")");
        if (isThere(session)) {
            return;
        }
        if (session.row("SELECT 1 WHERE to_regnamespace(?) IS NOT NULL", Names.quoted(schema)) == null) {
            session.execute("CREATE SCHEMA " + Names.quoted(schema));
        }
        session.execute(sql(MAKE));
        session.execute(sql(OF_PIPELINE));
        session.execute(sql(REJECTED));
    }

    /** The number of a new object; {@code null} where there is one of that name. */
    @Nullable
    Long add(
            Session session,
            Writer writer,
            String name,
            boolean quarantine,
            Names.Table target,
            List<String> key,
            Shape shape)
            throws SQLException {
        @Nullable
        String[] row = session.row(
                sql(ADD),
                name,
                writer.pipeline().project().value(),
                writer.pipeline().pipeline().value(),
                writer.fence().value(),
                "" + quarantine,
                target.schema(),
                target.name(),
                JsonList.toJson(key),
                shape.toJson());
        return row == null ? null : Long.valueOf(row[0] + "");
    }

    /** Locks the objects of these names, as far as they are there. */
    List<Locked> locked(Session session, List<String> names) throws SQLException {
        List<Locked> found = new ArrayList<>();
        for (@Nullable String[] row : session.rows(sql(LOCKED), names)) {
            found.add(new Locked(
                    Long.parseLong(row[0] + ""),
                    row[1] + "",
                    "published".equals(row[2]),
                    "t".equals(row[3]),
                    new Names.Table(row[4], row[5] + ""),
                    JsonList.of(row[6] + ""),
                    Shape.ofJson(row[7] + "")));
        }
        return found;
    }

    /** Makes an object's rows visible, with its receipt. In a transaction that has locked it. */
    void publish(Session session, Locked object) throws SQLException {
        if (object.published()) {
            return;
        }
        if (object.quarantine()) {
            session.execute(
                    "INSERT INTO " + rejected() + " SELECT " + object.id() + ", stream, place, reason, source_row FROM "
                            + staged(object.id()) + " ORDER BY " + Names.quoted(TargetTable.ROW));
        } else {
            lock(session, object.target());
            TargetTable target = TargetTable.of(session, object.target(), object.shape(), object.key());
            target.change(session);
            session.execute(target.bringing(staged(object.id()), object.id()));
        }
        session.execute("DROP TABLE " + staged(object.id()));
        session.execute(sql("UPDATE %1$s.object SET state = 'published', at = now() WHERE id = ?"), object.id());
    }

    /** Who changes a table, or rows that others may change, does it alone. */
    static void lock(Session session, Names.Table target) throws SQLException {
        session.rows("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", target.sql());
    }

    /** Removes objects with the rows that they brought. In a transaction that has locked them. */
    void remove(Session session, List<Locked> objects) throws SQLException {
        Map<String, List<Locked>> published = new TreeMap<>();
        for (Locked object : objects) {
            if (object.published()) {
                String from = object.quarantine() ? rejected() : object.target().sql();
                published.computeIfAbsent(from, _ -> new ArrayList<>()).add(object);
            } else {
                session.execute("DROP TABLE IF EXISTS " + staged(object.id()));
            }
        }
        for (Map.Entry<String, List<Locked>> each : published.entrySet()) {
            Locked first = each.getValue().getFirst();
            List<String> ids =
                    each.getValue().stream().map(object -> "" + object.id()).toList();
            String column = first.quarantine() ? "object" : TargetTable.OBJECT;
            if (!first.quarantine()) {
                lock(session, first.target());
                if (!hasColumn(session, each.getKey(), column)) {
                    continue; // somebody dropped it, and the rows with it
                }
            }
            session.execute(
                    "DELETE FROM " + each.getKey() + " WHERE " + Names.quoted(column) + " = ANY (?::bigint[])", ids);
        }
        session.execute(
                sql("DELETE FROM %1$s.object WHERE id = ANY (?::bigint[])"),
                objects.stream().map(object -> "" + object.id()).toList());
    }

    private static boolean hasColumn(Session session, String table, String column) throws SQLException {
        return session.row(
                        "SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass(?) AND attname = ? AND NOT attisdropped",
                        table,
                        column)
                != null;
    }

    /** The names of what was staged for a pipeline below a fence, and is staged still. */
    List<String> forgotten(Session session, PipelineKey pipeline, Fence below) throws SQLException {
        List<String> names = new ArrayList<>();
        for (@Nullable
        String[] row : session.rows(
                sql(FORGOTTEN), pipeline.project().value(), pipeline.pipeline().value(), below.value())) {
            names.add(row[0] + "");
        }
        return names;
    }

    /** An object's name: the stream, and what makes it one of a kind. */
    static String name(String stream, StagedObject.Kind kind, Writer writer, int step, int number) {
        String folder = kind == StagedObject.Kind.QUARANTINE ? "_rejected/" + stream : stream;
        return "%s/f%016d-s%010d-%04d-%s".formatted(folder, writer.fence().value(), step, number, writer.run());
    }

    /** The run, or chunk, that an object's name ends with. */
    static RunId run(String name) {
        return RunId.parse(name.substring(name.length() - RUN_CHARACTERS));
    }

    static ConnectorException missing(String name, Server server) {
        return new ConnectorException(
                ErrorClass.PERMANENT,
                "cannot publish " + name + " in " + server.place()
                        + ": committed rows are missing, they are neither staged nor published. Was the database restored, or the"
                        + " work schema emptied? Put it back, or rewind the pipeline: hakiri cursor rewind",
                null);
    }
}
