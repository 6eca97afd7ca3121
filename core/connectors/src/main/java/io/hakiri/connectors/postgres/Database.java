package io.hakiri.connectors.postgres;

import io.hakiri.catalog.Position;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.connector.CursorField;
import io.hakiri.connector.Source;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.StreamRead;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables of one pipeline's source. */
record Database(SourceSettings settings) implements Source {
    static final String APPLICATION = "hakiri source";

    @Override
    public SourceReader read(StreamRead read) {
        return reader(read, null);
    }

    @Override
    public SourceReader readRange(StreamRead read, Position.Monotonic upTo) {
        return reader(read, upTo);
    }

    private SourceReader reader(StreamRead read, Position.@Nullable Monotonic upTo) {
        CursorField cursor = cursor(read);
        Session session = settings.server().open(APPLICATION);
        try {
            Relation relation = session.reading(it -> new Looking(it, settings).at(read.stream(), cursor));
            return new TableReader(settings, relation, read, upTo, session);
        } catch (SQLException e) {
            session.close();
            throw Trouble.of(
                    "look at stream " + read.stream() + " in "
                            + settings.server().place(),
                    settings.server(),
                    e);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Up to the value where there are rows behind it already that may be read; otherwise up to the last that may. */
    @Override
    public Optional<Position.Monotonic> rangeEnd(StreamRead read, Position.Monotonic upTo) {
        CursorField cursor = cursor(read);
        try (Session session = settings.server().open(APPLICATION)) {
            Relation relation = session.reading(it -> new Looking(it, settings).at(read.stream(), cursor));
            Horizon horizon = new Horizon(relation, settings);
            TablePosition from =
                    TablePosition.of(read.after().get(StreamPartition.DEFAULT_PARTITION), relation.orders());
            List<String> greatest = session.reading(it -> {
                horizon.check(it);
                return horizon.greatest(it, from.values());
            });
            if (greatest == null) {
                return Optional.empty();
            }
            if (horizon.waits()) {
                List<String> left = horizon.await(session, horizon.running(session));
                if (!left.isEmpty()) {
                    throw horizon.waiting(session, greatest, left);
                }
            }
            Position.Monotonic last = new TablePosition(relation.orders(), greatest, 0, null).position();
            return Optional.of(last.orderKey().compareTo(upTo.orderKey()) > 0 ? upTo : last);
        } catch (SQLException e) {
            throw Trouble.of(
                    "look for the end of a part of stream " + read.stream() + " in "
                            + settings.server().place(),
                    settings.server(),
                    e);
        }
    }

    private static CursorField cursor(StreamRead read) {
        CursorField cursor = read.cursor();
        if (cursor == null) {
            throw Names.permanent(
                    "stream " + read.stream() + " has no cursor field, and a table has no order of its own; set"
                            + " cursor = { field = \"…\" } and primary_key = [\"…\"] in the stream");
        }
        return cursor;
    }

    @Override
    public Position positionAfter(StreamRead read, String value) {
        CursorField cursor = cursor(read);
        try (Session session = settings.server().open(APPLICATION)) {
            Relation relation = session.reading(it -> new Looking(it, settings).at(read.stream(), cursor));
            ColumnType.Order order = relation.cursor().type().order();
            @Nullable String[] normal = session.reading(it -> it.row("SELECT " + order.literal(value)));
            return new TablePosition(relation.orders(), List.of(normal == null ? value : normal[0] + ""), 0, null)
                    .position();
        } catch (SQLException e) {
            throw Trouble.of("take \"" + value + "\" for a value of \"" + cursor.field() + "\"", settings.server(), e);
        } catch (IllegalArgumentException e) {
            throw Names.permanent("\"" + value + "\" is too long to be a position: " + e.getMessage());
        }
    }

    @Override
    public String shown(Position position) {
        return TablePosition.shown(position);
    }

    /** Nothing is held open but by readers. */
    @Override
    public void close() {}
}
