package io.hakiri.connectors.postgres;

import io.hakiri.batch.Batch;
import io.hakiri.batch.Cell;
import io.hakiri.batch.Column;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.SourceBatch;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.StreamRead;
import io.hakiri.schema.Field;
import io.hakiri.schema.Shape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table in pages, each a statement of its own that begins behind the last row: first up to where a run before this one
 * waited, if one did, then up to the greatest row that there is now ({@link Horizon}).
 */
final class TableReader implements SourceReader {
    private static final int BATCH_BYTES = 2 << 20;
    private static final int BATCH_ROWS = 1 << 16;
    private static final Batch NO_ROWS = new Batch(new Shape(List.of()), List.of(), 0);
    /** No such column or table, no such operator (a column of another type): it was there a moment ago. */
    private static final Set<String> CHANGED = Set.of("42703", "42P01", "42883", "42804", "0A000");

    private final SourceSettings settings;
    private final Relation relation;
    private final Horizon horizon;
    private final long batchBytes;
    private final List<ReadColumn> columns = new ArrayList<>();
    private Session session;
    private TablePosition position;
    private @Nullable List<String> bound;
    private boolean newest;
    private @Nullable TablePage page;
    private int fetch = TablePage.FIRST_FETCH;
    private @Nullable ConnectorException failure;

    /** @param upTo reads a part of the table, as it is now, without waiting for anybody; {@code null} for all that is new */
    TableReader(
            SourceSettings settings,
            Relation relation,
            StreamRead read,
            Position.@Nullable Monotonic upTo,
            Session session)
            throws SQLException {
        this.settings = settings;
        this.relation = relation;
        this.session = session;
        horizon = new Horizon(relation, settings);
        batchBytes = Math.min(BATCH_BYTES, read.batchBytes());
        position = TablePosition.of(read.after().get(StreamPartition.DEFAULT_PARTITION), relation.orders());
        relation.fields().forEach(field -> columns.add(new ReadColumn(field.type())));
        if (upTo != null) {
            position = position.at(position.values());
            bound = TablePosition.of(upTo, relation.orders()).values();
            newest = true;
        }
        session.reading(it -> {
            if (upTo == null) {
                horizon.check(it);
            }
            checkMissing(it);
            return true;
        });
    }

    private void checkMissing(Session it) throws SQLException {
        List<String> missing = new ArrayList<>();
        for (Relation.Selected field : relation.tuple()) {
            if (!field.required()) {
                missing.add(Names.quoted(field.name()) + " IS NULL");
            }
        }
        if (!missing.isEmpty()
                && it.row("SELECT 1 FROM " + relation.from() + " WHERE " + String.join(" OR ", missing) + " LIMIT 1")
                        != null) {
            throw Horizon.missing(relation);
        }
    }

    @Override
    public @Nullable SourceBatch next() {
        if (failure != null) {
            throw failure;
        }
        try {
            while (true) {
                if (bound == null) {
                    SourceBatch waiting = findBound();
                    if (waiting != null || bound == null) {
                        return waiting;
                    }
                }
                SourceBatch batch = batch(bound);
                if (batch != null) {
                    return batch;
                }
            }
        } catch (SQLException e) {
            throw trouble(e);
        }
    }

    /** Finds how far may be read. Answers a batch without rows where that is known only once others are done. */
    private @Nullable SourceBatch findBound() throws SQLException {
        TablePosition.Waiting waiting = position.waiting();
        if (waiting != null) {
            List<String> left = horizon.await(session, waiting.transactions());
            if (left.isEmpty()) {
                position = new TablePosition(position.orders(), position.values(), position.count(), null);
                bound = waiting.upTo();
                return null;
            }
            return waitOn(waiting.upTo(), left);
        }
        if (newest) {
            return null;
        }
        newest = true;
        List<String> greatest = session.reading(it -> horizon.greatest(it, position.values()));
        if (greatest != null && horizon.waits()) {
            List<String> left = horizon.await(session, horizon.running(session));
            if (!left.isEmpty()) {
                return waitOn(greatest, left);
            }
        }
        bound = greatest;
        return null;
    }

    /** Remembers what is waited for, so that the next run goes on with the same, and ends this one. */
    private SourceBatch waitOn(List<String> upTo, List<String> left) throws SQLException {
        failure = horizon.waiting(session, upTo, left);
        position = position.waiting(new TablePosition.Waiting(upTo, left));
        return new SourceBatch(NO_ROWS, row -> "", List.of(), positions(), 0);
    }

    /** The next rows; {@code null} where there are none up to the bound. */
    private @Nullable SourceBatch batch(List<String> upTo) throws SQLException {
        int rows = 0;
        long bytes = 0;
        List<String> reached = position.values();
        try {
            while (rows < BATCH_ROWS && bytes < batchBytes) {
                TablePage open = page;
                if (open == null) {
                    open = TablePage.open(session, relation, reached, upTo, settings.pageRows(), fetch);
                    page = open;
                }
                TablePage.Step step = open.next(columns, reached);
                if (step.row() != null) {
                    reached = step.row();
                    rows++;
                    bytes += step.bytes();
                } else {
                    closePage();
                    if (step.last()) {
                        bound = null;
                        break;
                    }
                }
            }
        } catch (SQLException e) {
            if (Trouble.tooMuchAtOnce(e) && fetch > 1) {
                reopenForFewerAtOnce();
                return rows == 0 ? batch(upTo) : made(rows, bytes, reached);
            }
            failure = trouble(e);
        } catch (ConnectorException e) {
            failure = e;
        }
        if (rows == 0) {
            if (failure != null) {
                throw failure;
            }
            return null;
        }
        fetch = TablePage.fetchFor(bytes / rows);
        if (page != null) {
            page.fetch(fetch);
        }
        return made(rows, bytes, reached);
    }

    private SourceBatch made(int rows, long bytes, List<String> reached) {
        List<Field> fields = new ArrayList<>();
        List<Column> made = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i).take();
            Relation.Selected field = relation.fields().get(i);
            fields.add(new Field(field.name(), column.type(), !field.required()));
            made.add(column);
        }
        position = position.at(reached);
        Batch batch = new Batch(new Shape(fields), made, rows);
        return new SourceBatch(batch, row -> where(batch, row), List.of(), positions(), bytes);
    }

    private String where(Batch batch, int row) {
        List<String> values = new ArrayList<>();
        for (Relation.Selected field : relation.tuple()) {
            int index = batch.shape().indexOf(field.name());
            values.add(field.name() + " = " + Cell.text(batch.columns().get(index), row));
        }
        return relation.shown() + " (" + String.join(", ", values) + ")";
    }

    private Map<String, Position> positions() {
        try {
            return Map.of(StreamPartition.DEFAULT_PARTITION, position.position());
        } catch (IllegalArgumentException e) {
            throw Names.permanent("the cursor field and primary key of a row of " + relation.shown() + " are "
                    + e.getMessage() + " together, more than a position can hold; use shorter ones");
        }
    }

    private void closePage() throws SQLException {
        TablePage open = page;
        page = null;
        if (open != null) {
            open.close();
            session.commit();
        }
    }

    /** What is behind the rows that were too much is lost with the connection. */
    private void reopenForFewerAtOnce() {
        page = null;
        session.close();
        session = settings.server().open(Database.APPLICATION);
        fetch = 1;
    }

    private ConnectorException trouble(SQLException e) {
        if (e.getSQLState() != null && CHANGED.contains(e.getSQLState())) {
            return new ConnectorException(
                    ErrorClass.TRANSIENT,
                    relation.shown() + " changed while it was read, and is looked at anew: " + e.getMessage(),
                    e);
        }
        return Trouble.of(
                "read " + relation.shown() + " in " + settings.server().place(), settings.server(), e);
    }

    @Override
    public OptionalLong bytesToRead() {
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        session.close();
    }
}
