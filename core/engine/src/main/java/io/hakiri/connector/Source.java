package io.hakiri.connector;

import io.hakiri.catalog.Position;
import io.hakiri.catalog.StreamPartition;
import java.util.Optional;

/** Where rows come from. */
public interface Source extends AutoCloseable {
    /**
     * Opens a stream for reading.
     *
     * @throws ConnectorException where it is not there, or is not what the positions were taken from
     */
    SourceReader read(StreamRead read);

    /**
     * The position after all rows whose cursor value is not greater than {@code value}: where a person sends a cursor to.
     *
     * @param value as text, in the form that {@link #shown} gives
     * @throws ConnectorException permanent where the stream has no positions that a person can name, or this is none
     */
    Position positionAfter(StreamRead read, String value);

    /**
     * Opens a part of a stream: the rows after {@code read.after()} and not after {@code upTo}, as they are now. Neither a row
     * before the one nor behind the other is handed over, so that parts that meet in a position have each row once. Records that
     * cannot be read have no place in the order; where they could belong to any part they are left to runs. The positions of
     * its batches are those of the part, and no cursor is to stand there.
     *
     * @throws ConnectorException permanent where the stream has no such parts, or {@code read.after()} is in the middle of
     *     something
     */
    default SourceReader readRange(StreamRead read, Position.Monotonic upTo) {
        throw new ConnectorException(
                ErrorClass.PERMANENT,
                "stream " + read.stream() + ": this source cannot read a part of it, from one position to another",
                null);
    }

    /**
     * Up to where, and not beyond {@code upTo}, all rows are there, so that a cursor that stands there passes over none that comes
     * later. May wait for it, and may have to read all of the part.
     *
     * @return empty where there are no rows after {@code read.after()} yet
     * @throws ConnectorException as {@link #readRange}; transient where it is not known yet
     */
    default Optional<Position.Monotonic> rangeEnd(StreamRead read, Position.Monotonic upTo) {
        Position.Monotonic last = null;
        try (SourceReader reader = readRange(read, upTo)) {
            for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
                if (batch.positions().get(StreamPartition.DEFAULT_PARTITION) instanceof Position.Monotonic position) {
                    last = position;
                }
            }
        }
        return Optional.ofNullable(last);
    }

    /** A position of this source for a person to read, such as {@code 2015-12-31} or {@code byte 48219}. */
    String shown(Position position);

    @Override
    void close();
}
