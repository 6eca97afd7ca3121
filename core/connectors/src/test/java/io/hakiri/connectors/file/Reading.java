package io.hakiri.connectors.file;

import io.hakiri.batch.Batch;
import io.hakiri.batch.Column;
import io.hakiri.catalog.Position;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.CursorField;
import io.hakiri.connector.Options;
import io.hakiri.connector.RejectedRow;
import io.hakiri.connector.Source;
import io.hakiri.connector.SourceBatch;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.StreamRead;
import io.hakiri.schema.Field;
import io.hakiri.schema.Shape;
import io.hakiri.schema.Type;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Reads files in a folder as the engine would, and shows the rows as texts. */
final class Reading {
    /** How no value is shown. */
    static final String NOTHING = "∅";

    private static final int TINY_CHUNK = 64;

    private final Path folder;
    private final Map<String, Object> options = new HashMap<>();
    private int chunkBytes = TINY_CHUNK;
    private @Nullable CursorField cursor;
    private List<String> primaryKey = List.of();
    private @Nullable Shape known;
    private boolean setAsideBad;

    Reading(Path folder) {
        this.folder = folder;
    }

    /** What came of reading to the end, or to the trouble. */
    record Rows(
            List<Batch> batches,
            List<String> values,
            List<String> places,
            List<RejectedRow> rejected,
            List<Map<String, Position>> positions,
            Map<String, Position> last,
            long bytes,
            @Nullable ConnectorException trouble) {
        /** Fields with their types as in the first batch that has rows. */
        List<String> types() {
            return types(0);
        }

        List<String> types(int batch) {
            return batches.stream().filter(rows -> rows.rows() > 0).toList().get(batch).shape().fields().stream()
                    .map(field -> field.name() + " " + field.type().word() + (field.nullable() ? "" : " not null"))
                    .toList();
        }

        String error() {
            return trouble == null ? "no trouble" : trouble.kind() + " " + trouble.getMessage();
        }
    }

    Reading file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    Reading file(String name, byte[] content) {
        try {
            Path path = folder.resolve(name);
            Files.createDirectories(path.getParent());
            Files.write(path, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Reading append(String name, String content) {
        try {
            Files.writeString(folder.resolve(name), content, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Reading option(String name, Object value) {
        options.put(name, value);
        return this;
    }

    Reading chunks(int bytes) {
        chunkBytes = bytes;
        return this;
    }

    Reading cursor(String field, String... tieBreakers) {
        cursor = new CursorField(field, List.of(tieBreakers));
        return this;
    }

    Reading primaryKey(String... fields) {
        primaryKey = List.of(fields);
        return this;
    }

    Reading known(@Nullable Shape shape) {
        known = shape;
        return this;
    }

    /** Fields as {@code name type}. */
    Reading known(String... fields) {
        List<Field> list = new ArrayList<>();
        for (String field : fields) {
            int space = field.indexOf(' ');
            list.add(new Field(field.substring(0, space), Type.parse(field.substring(space + 1)), true));
        }
        return known(new Shape(list));
    }

    Reading settingAsideBad() {
        setAsideBad = true;
        return this;
    }

    Rows all(String path) {
        return after(path, Map.of());
    }

    Rows after(String path, Map<String, Position> after) {
        return after(path, after, Integer.MAX_VALUE);
    }

    /** Reads no more than so many batches, as a run that dies. */
    Rows after(String path, Map<String, Position> after, int mostBatches) {
        options.put("path", path);
        List<Batch> batches = new ArrayList<>();
        List<String> values = new ArrayList<>();
        List<String> places = new ArrayList<>();
        List<RejectedRow> rejected = new ArrayList<>();
        List<Map<String, Position>> positions = new ArrayList<>();
        Map<String, Position> last = new HashMap<>(after);
        long bytes = 0;
        ConnectorException trouble = null;
        StreamRead read = new StreamRead("stream", cursor, primaryKey, after, known, setAsideBad, StreamRead.ANY_BATCH);
        try (Source source = new FileSource(chunkBytes).open(new Options(options, folder));
                SourceReader reader = source.read(read)) {
            for (int i = 0; i < mostBatches; i++) {
                SourceBatch batch = reader.next();
                if (batch == null) {
                    break;
                }
                batches.add(batch.rows());
                for (int row = 0; row < batch.rows().rows(); row++) {
                    values.add(row(batch.rows(), row));
                    places.add(batch.where().where(row));
                }
                rejected.addAll(batch.rejected());
                batch.positions().forEach((partition, position) -> advance(last, partition, position));
                positions.add(Map.copyOf(last));
                bytes += batch.bytes();
            }
        } catch (ConnectorException e) {
            trouble = e;
        }
        return new Rows(batches, values, places, rejected, positions, Map.copyOf(last), bytes, trouble);
    }

    /** As a catalog would, which refuses a position that is not greater (C-9). */
    private static void advance(Map<String, Position> last, String partition, Position position) {
        Position before = last.put(partition, position);
        if (before instanceof Position.Monotonic one
                && position instanceof Position.Monotonic other
                && one.orderKey().compareTo(other.orderKey()) >= 0) {
            throw new AssertionError("not greater: " + one + " → " + other);
        }
    }

    static String row(Batch batch, int row) {
        StringJoiner cells = new StringJoiner("|");
        batch.columns().forEach(column -> cells.add(cell(column, row)));
        return cells.toString();
    }

    static String cell(Column column, int row) {
        if (column.isNull(row)) {
            return NOTHING;
        }
        return switch (column) {
            case Column.Booleans booleans -> Boolean.toString(booleans.values()[row]);
            case Column.Doubles doubles -> Double.toString(doubles.values()[row]);
            case Column.Decimals decimals -> String.valueOf(decimals.values()[row]);
            case Column.Texts texts -> texts.text(row);
            case Column.Longs longs -> shown(longs.type(), longs.values()[row]);
        };
    }

    private static String shown(Type type, long value) {
        if (type == Type.Plain.DATE) {
            return LocalDate.ofEpochDay(value).toString();
        }
        Instant instant = Instant.EPOCH.plus(value, ChronoUnit.MICROS);
        if (type == Type.Plain.TIMESTAMP) {
            return instant.toString();
        }
        return type == Type.Plain.LOCAL_TIMESTAMP
                ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString()
                : Long.toString(value);
    }
}
