package io.hakiri.connectors.postgres;

import io.hakiri.batch.Batch;
import io.hakiri.batch.Column;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.StagedObject;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.RejectedRow;
import io.hakiri.connector.Stage;
import io.hakiri.connector.Staging;
import io.hakiri.schema.Field;
import io.hakiri.schema.Shape;
import io.hakiri.schema.Type;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One commit's rows on their way: tables of the work schema, made and filled in one transaction. Until it is finished nobody
 * sees anything of it, and a process that dies leaves nothing.
 */
final class TableStaging implements Staging {
    private static final int MOST_NUMBER = 9_999;
    private static final int MOST_HELD = 8 << 20;
    private static final int MOST_HELD_OF_ONE = 1 << 20;

    private static final Shape REJECTED = new Shape(List.of(
            new Field("stream", Type.Plain.TEXT, false),
            new Field("place", Type.Plain.TEXT, false),
            new Field("reason", Type.Plain.TEXT, false),
            new Field("source_row", Type.Plain.TEXT, false)));

    private final Tables tables;
    private final TargetSettings settings;
    private final Workshop workshop;
    private final Stage stage;
    private final Map<Target, StagedTable> open = new LinkedHashMap<>();
    private final List<StagedTable> all = new ArrayList<>();
    private @Nullable Session session;
    private int number;

    private record Target(String stream, StagedObject.Kind kind) {}

    TableStaging(Tables tables, TargetSettings settings, Workshop workshop, Stage stage) {
        this.tables = tables;
        this.settings = settings;
        this.workshop = workshop;
        this.stage = stage;
    }

    @Override
    public void write(String stream, Batch rows) {
        if (rows.rows() > 0 && rows.shape().fields().isEmpty()) {
            throw new ConnectorException(
                    ErrorClass.SCHEMA_INCOMPATIBLE, "rows of the stream " + stream + " have no fields", null);
        }
        add(new Target(stream, StagedObject.Kind.DATA), rows);
    }

    @Override
    public void quarantine(String stream, List<RejectedRow> rows) {
        List<Column> columns = List.of(
                texts(rows, _ -> stream),
                texts(rows, RejectedRow::where),
                texts(rows, RejectedRow::reason),
                texts(rows, RejectedRow::row));
        add(new Target(stream, StagedObject.Kind.QUARANTINE), new Batch(REJECTED, columns, rows.size()));
    }

    private static Column texts(List<RejectedRow> rows, Function<RejectedRow, String> text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int[] ends = new int[rows.size()];
        for (int i = 0; i < ends.length; i++) {
            // a text of the database has no 0 in it; what was read may have
            bytes.writeBytes(text.apply(rows.get(i)).replace("\0", "\\u0000").getBytes(StandardCharsets.UTF_8));
            ends[i] = bytes.size();
        }
        return new Column.Texts(Type.Plain.TEXT, bytes.toByteArray(), ends, null);
    }

    private void add(Target target, Batch rows) {
        if (rows.rows() == 0) {
            return;
        }
        Session in = session == null ? begun() : session;
        try {
            StagedTable table = open.get(target);
            if (table == null || !table.shape().equals(rows.shape())) {
                table = begin(in, target, rows.shape());
                open.put(target, table);
            }
            table.add(rows);
            if (table.held() >= MOST_HELD_OF_ONE) {
                table.send(in);
            }
            if (all.stream().mapToLong(StagedTable::held).sum() >= MOST_HELD) {
                sendAll(in);
            }
        } catch (SQLException | IOException e) {
            throw trouble("stage rows of " + target.stream, e);
        } catch (IllegalArgumentException e) {
            throw new ConnectorException(
                    ErrorClass.PERMANENT,
                    "a value of the field \"" + e.getMessage() + "\" of stream " + target.stream
                            + " has the character U+0000, which PostgreSQL does not take; leave it out at the source",
                    e);
        }
    }

    private Session begun() {
        Session begun = tables.sessionToStage();
        session = begun;
        try {
            begun.beginStaging();
            return begun;
        } catch (SQLException e) {
            throw trouble("stage rows", e);
        }
    }

    private StagedTable begin(Session in, Target target, Shape shape) throws SQLException {
        boolean quarantine = target.kind == StagedObject.Kind.QUARANTINE;
        Names.Table table = quarantine ? new Names.Table(settings.work(), "rejected") : settings.table(target.stream);
        List<String> key = settings.upsert() && !quarantine ? stage.primaryKey(target.stream) : List.<String>of();
        if (all.size() >= Limits.RECEIPTS_PER_COMMIT) {
            throw Names.permanent(
                    "one commit can record at most " + Limits.RECEIPTS_PER_COMMIT + " objects; commit more often");
        }
        while (++number <= MOST_NUMBER) {
            String name = Workshop.name(target.stream, target.kind, stage.writer(), stage.step(), number);
            Long id = workshop.add(in, stage.writer(), name, quarantine, table, key, shape);
            if (id != null) {
                TargetTable fitted = quarantine
                        ? new TargetTable(table, key, columns(shape), java.util.Set.of(), List.of())
                        : TargetTable.of(in, table, shape, key);
                String staged = workshop.staged(id);
                in.execute(fitted.staging(staged));
                if (!quarantine) {
                    tryOut(in, table, shape, key, staged, id);
                }
                StagedTable begun = new StagedTable(target.stream, target.kind, name, staged, shape);
                all.add(begun);
                return begun;
            }
        }
        throw Names.permanent("no name is left for " + stage);
    }

    private static Map<String, String> columns(Shape shape) {
        Map<String, String> columns = new LinkedHashMap<>();
        shape.fields().forEach(field -> columns.put(field.name(), TargetTable.sqlType(field.type())));
        return columns;
    }

    /**
     * Does what publishing will do, without any rows, and undoes it: what the database refuses is better known before the rows
     * are committed than after.
     */
    private static void tryOut(Session in, Names.Table table, Shape shape, List<String> key, String staged, long id)
            throws SQLException {
        in.execute("SAVEPOINT tried");
        Workshop.lock(in, table);
        TargetTable target = TargetTable.of(in, table, shape, key);
        target.change(in);
        in.rows("EXPLAIN " + target.bringing(staged, id));
        in.execute("ROLLBACK TO SAVEPOINT tried");
        in.execute("RELEASE SAVEPOINT tried");
    }

    private void sendAll(Session in) {
        for (StagedTable table : all) {
            try {
                table.send(in);
            } catch (SQLException | IOException e) {
                throw trouble("stage rows of " + table.stream(), e);
            }
        }
    }

    @Override
    public List<StagedObject> finish() {
        Session in = session;
        if (in == null) {
            return List.of();
        }
        sendAll(in);
        try {
            in.commit();
        } catch (SQLException e) {
            throw trouble("stage rows", e);
        }
        close();
        return all.stream().map(StagedTable::object).toList();
    }

    private ConnectorException trouble(String doing, Exception e) {
        close();
        String where = doing + " in " + settings.server().place();
        return e instanceof SQLException refused
                ? Trouble.of(where, settings.server(), refused)
                : new ConnectorException(ErrorClass.TRANSIENT, "cannot " + where + ": " + e.getMessage(), e);
    }

    /** Without {@link #finish} nothing was ever there. */
    @Override
    public void close() {
        Session in = session;
        session = null;
        if (in != null) {
            in.close();
        }
    }
}
