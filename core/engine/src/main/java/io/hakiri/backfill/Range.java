package io.hakiri.backfill;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.connector.Source;
import io.hakiri.connector.StreamRead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The range of a backfill, as positions of its source.
 *
 * @param from the position before its first row; {@code null} for the start
 * @param borders the position after each chunk, in order
 * @param ahead whether it begins at the cursor, which then follows; otherwise it lies behind it
 * @param cut whether it ends before the value that was named, because there are no rows up to there yet
 */
public record Range(Position.@Nullable Monotonic from, List<Position.Monotonic> borders, boolean ahead, boolean cut) {
    public Range {
        borders = List.copyOf(borders);
    }

    /**
     * Makes positions of the values.
     *
     * <p>A range ahead of the cursor begins just at it, so that no row is passed over, and ends where all rows are there by now:
     * the cursor will stand there.
     *
     * @param read the stream, from no position
     * @param standing where its cursor stands; {@code null} where it has none
     * @throws InvalidInput where that is no range, or cannot be split so
     * @throws io.hakiri.connector.ConnectorException where the source takes no such values, or cannot be asked
     */
    public static Range of(Source source, StreamRead read, @Nullable Position standing, RangeWish wish) {
        Position.Monotonic cursor = monotonic(standing, "cursor of the stream");
        Position.Monotonic to = after(source, read, wish.to());
        boolean ahead = cursor == null || isGreater(to, cursor);
        Position.Monotonic from = from(source, read, cursor, ahead, wish);
        if (from != null && !isGreater(to, from)) {
            throw new InvalidInput("range", "an end behind its beginning", shown(source, from) + " … " + wish.to());
        }
        Position.Monotonic end = to;
        if (ahead) {
            end = source.rangeEnd(from(read, from), to)
                    .orElseThrow(() -> new InvalidInput(
                            "range", "rows in it", "none up to " + wish.to() + " behind " + shown(source, from)));
        }
        return new Range(from, borders(source, read, from, to, end, wish), ahead, isGreater(to, end));
    }

    private static Position.@Nullable Monotonic from(
            Source source, StreamRead read, Position.@Nullable Monotonic cursor, boolean ahead, RangeWish wish) {
        String value = wish.from();
        if (value == null) {
            return ahead ? cursor : null;
        }
        Position.Monotonic named = after(source, read, value);
        if (!ahead || cursor == null) {
            return named;
        }
        if (named.orderKey().equals(cursor.orderKey())) {
            return cursor;
        }
        throw new InvalidInput(
                "from",
                isGreater(named, cursor)
                        ? "no value beyond the cursor, which is at " + shown(source, cursor)
                                + ": rows between them would never be read. Leave it out: the range begins at the cursor"
                        : "a range behind the cursor, which is at " + shown(source, cursor)
                                + ", or one that begins at it. Leave from out for what is ahead, and make two backfills",
                value + " … " + wish.to());
    }

    private static List<Position.Monotonic> borders(
            Source source,
            StreamRead read,
            Position.@Nullable Monotonic from,
            Position.Monotonic to,
            Position.Monotonic end,
            RangeWish wish) {
        List<Position.Monotonic> borders = new ArrayList<>();
        Position.Monotonic before = from;
        for (String value : ends(source, from, to, end, wish)) {
            Position.Monotonic border = after(source, read, value);
            if (before != null && isGreater(before, border)) {
                throw new InvalidInput(
                        "borders",
                        "values in the order of the cursor field, behind the beginning (are they texts there?)",
                        value + " behind " + shown(source, before));
            }
            if (isGreater(end, border) && (before == null || isGreater(border, before))) {
                borders.add(border);
                before = border;
            }
        }
        borders.add(end);
        return borders;
    }

    /** Values that parts end with; the last part's is not among them. */
    private static List<String> ends(
            Source source,
            Position.@Nullable Monotonic from,
            Position.Monotonic to,
            Position.Monotonic end,
            RangeWish wish) {
        if (wish.chunks() == 1) {
            return wish.borders();
        }
        String first = wish.from() != null ? wish.from() : from == null ? null : firstField(source.shown(from));
        if (first == null) {
            throw new InvalidInput(
                    "chunks",
                    "1, or a value that the range begins with, to split evenly from there",
                    "" + wish.chunks());
        }
        // where there are no rows up to the value yet, the last parts would be empty
        String last = isGreater(to, end) ? firstField(source.shown(end)) : wish.to();
        List<String> ends = Steps.between(first, last, wish.chunks());
        return ends.subList(0, ends.size() - 1);
    }

    /** A position is shown with its tie-breakers behind the value; only how even the parts are hangs on it. */
    private static String firstField(String shown) {
        int comma = shown.indexOf(", ");
        return comma < 0 ? shown : shown.substring(0, comma);
    }

    private static StreamRead from(StreamRead read, Position.@Nullable Monotonic from) {
        return new StreamRead(
                read.stream(),
                read.cursor(),
                read.primaryKey(),
                from == null ? Map.of() : Map.of(StreamPartition.DEFAULT_PARTITION, from),
                read.known(),
                read.setAsideBad(),
                read.batchBytes());
    }

    private static Position.Monotonic after(Source source, StreamRead read, String value) {
        return Objects.requireNonNull(monotonic(source.positionAfter(read, value), "value " + value));
    }

    private static Position.@Nullable Monotonic monotonic(@Nullable Position position, String what) {
        return switch (position) {
            case null -> null;
            case Position.Monotonic monotonic -> monotonic;
            case Position.OpaqueToken _, Position.SnapshotId _ ->
                throw new InvalidInput(what, "a position with an order (kind monotonic)", "one without");
        };
    }

    private static boolean isGreater(Position.Monotonic one, Position.Monotonic other) {
        return one.orderKey().compareTo(other.orderKey()) > 0;
    }

    private static String shown(Source source, Position.@Nullable Monotonic position) {
        return position == null ? "the start" : source.shown(position);
    }
}
