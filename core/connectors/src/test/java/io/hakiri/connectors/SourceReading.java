package io.hakiri.connectors;

import io.hakiri.batch.Batch;
import io.hakiri.batch.Cell;
import io.hakiri.catalog.Position;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ConnectorType;
import io.hakiri.connector.CursorField;
import io.hakiri.connector.Options;
import io.hakiri.connector.RejectedRow;
import io.hakiri.connector.Setting;
import io.hakiri.connector.Source;
import io.hakiri.connector.SourceBatch;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.StreamRead;
import io.hakiri.schema.Field;
import io.hakiri.schema.Shape;
import io.hakiri.schema.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Reads a stream of any source as the engine would, and shows the rows as texts. */
public final class SourceReading {
    private final Map<String, Object> options = new HashMap<>();
    private final Path folder;
    private String stream = "stream";
    private @Nullable CursorField cursor;
    private List<String> primaryKey = List.of();
    private @Nullable Shape known;
    private boolean setAsideBad;

    public SourceReading(Path folder) {
        this.folder = folder;
    }

    /**
     * What came of reading to the end, or to the trouble.
     *
     * @param safe the values up to the last position: what a run would have committed
     */
    public record Rows(
            List<Batch> batches,
            List<String> values,
            List<String> safe,
            List<String> places,
            List<RejectedRow> rejected,
            Map<String, Position> last,
            @Nullable ConnectorException trouble) {
        /** Fields with their types in a batch with rows. */
        public List<String> types(int batch) {
            return batches.stream().filter(rows -> rows.rows() > 0).toList().get(batch).shape().fields().stream()
                    .map(field -> field.name() + " " + field.type().word() + (field.nullable() ? "" : " not null"))
                    .toList();
        }

        public String error() {
            return trouble == null ? "no trouble" : trouble.kind() + " " + trouble.getMessage();
        }
    }

    public SourceReading option(String name, Object value) {
        options.put(name, value);
        return this;
    }

    public SourceReading settings(String name, Setting... settings) {
        options.put(name, List.of(settings));
        return this;
    }

    public SourceReading stream(String name) {
        stream = name;
        return this;
    }

    public SourceReading cursor(String field, String... tieBreakers) {
        cursor = new CursorField(field, List.of(tieBreakers));
        return this;
    }

    public SourceReading primaryKey(String... fields) {
        primaryKey = List.of(fields);
        return this;
    }

    /** Fields as {@code name type}. */
    public SourceReading known(String... fields) {
        List<Field> list = new ArrayList<>();
        for (String field : fields) {
            int space = field.indexOf(' ');
            list.add(new Field(field.substring(0, space), Type.parse(field.substring(space + 1)), true));
        }
        known = new Shape(list);
        return this;
    }

    public SourceReading settingAsideBad() {
        setAsideBad = true;
        return this;
    }

    public StreamRead request(Map<String, Position> after) {
        return new StreamRead(stream, cursor, primaryKey, after, known, setAsideBad, StreamRead.ANY_BATCH);
    }

    public Source open(ConnectorType.OfSource type) {
        return type.open(new Options(options, folder));
    }

    public Rows all(ConnectorType.OfSource type) {
        return after(type, Map.of());
    }

    public Rows after(ConnectorType.OfSource type, Map<String, Position> after) {
        return after(type, after, Integer.MAX_VALUE);
    }

    /** Reads no more than so many batches with rows, as a run that dies. */
    public Rows after(ConnectorType.OfSource type, Map<String, Position> after, int mostBatches) {
        List<Batch> batches = new ArrayList<>();
        List<String> values = new ArrayList<>();
        List<String> places = new ArrayList<>();
        List<RejectedRow> rejected = new ArrayList<>();
        Map<String, Position> last = new HashMap<>(after);
        int safe = 0;
        ConnectorException trouble = null;
        try (Source source = open(type);
                SourceReader reader = source.read(request(after))) {
            for (int i = 0; i < mostBatches; ) {
                SourceBatch batch = reader.next();
                if (batch == null) {
                    break;
                }
                i += batch.rows().rows() > 0 ? 1 : 0;
                if (batch.bytes() < 0) {
                    throw new AssertionError("bytes read: " + batch.bytes());
                }
                batches.add(batch.rows());
                for (int row = 0; row < batch.rows().rows(); row++) {
                    values.add(row(batch.rows(), row));
                    places.add(batch.where().where(row));
                }
                rejected.addAll(batch.rejected());
                batch.positions().forEach((partition, position) -> advance(last, partition, position));
                safe = batch.positions().isEmpty() ? safe : values.size();
            }
        } catch (ConnectorException e) {
            trouble = e;
        }
        return new Rows(
                batches, values, List.copyOf(values.subList(0, safe)), places, rejected, Map.copyOf(last), trouble);
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

    private static String row(Batch batch, int row) {
        StringJoiner cells = new StringJoiner("|");
        batch.columns().forEach(column -> {
            String text = Cell.text(column, row);
            cells.add(text == null ? "∅" : text);
        });
        return cells.toString();
    }
}
