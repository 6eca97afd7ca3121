package io.hakiri.connectors.lake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.hakiri.batch.Batch;
import io.hakiri.batch.Column;
import io.hakiri.connector.RejectedRow;
import io.hakiri.schema.Field;
import io.hakiri.schema.Shape;
import io.hakiri.schema.Type;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** Files of rows set aside: per line {@code {"where":…,"reason":…,"row":…}}, all three texts. */
final class RejectedRows implements RowFormat {
    /** Not an extension of data: a glob for {@code *.jsonl}, {@code *.json} or {@code *.parquet} passes it by. */
    static final String EXTENSION = "rejected.ndjson";

    private static final Shape SHAPE = new Shape(List.of(
            new Field("where", Type.Plain.TEXT, false),
            new Field("reason", Type.Plain.TEXT, false),
            new Field("row", Type.Plain.TEXT, false)));
    private static final int BUFFER_BYTES = 1 << 16;
    private static final JsonFactory JSON =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    static Batch batch(List<RejectedRow> rows) {
        return new Batch(
                SHAPE,
                List.of(
                        texts(rows, RejectedRow::where),
                        texts(rows, RejectedRow::reason),
                        texts(rows, RejectedRow::row)),
                rows.size());
    }

    private static Column texts(List<RejectedRow> rows, Function<RejectedRow, String> part) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int[] ends = new int[rows.size()];
        for (int row = 0; row < ends.length; row++) {
            bytes.writeBytes(part.apply(rows.get(row)).getBytes(StandardCharsets.UTF_8));
            ends[row] = bytes.size();
        }
        return new Column.Texts(Type.Plain.TEXT, bytes.toByteArray(), ends, null);
    }

    @Override
    public String extension() {
        return EXTENSION;
    }

    @Override
    public RowFile begin(Shape shape, StagedFile file) throws IOException {
        return new Lines(JSON.createGenerator(new BufferedOutputStream(file, BUFFER_BYTES))
                .setRootValueSeparator(null));
    }

    private record Lines(JsonGenerator json) implements RowFile {
        @Override
        public void write(Batch rows) throws IOException {
            for (int row = 0; row < rows.rows(); row++) {
                json.writeStartObject();
                for (int i = 0; i < rows.columns().size(); i++) {
                    json.writeFieldName(rows.shape().fields().get(i).name());
                    json.writeString(((Column.Texts) rows.columns().get(i)).text(row));
                }
                json.writeEndObject();
                json.writeRaw('\n');
            }
        }

        /** Only a buffer of a fixed size. */
        @Override
        public long heldBytes() {
            return 0;
        }

        @Override
        public void relieve() throws IOException {
            json.flush();
        }

        @Override
        public void finish() throws IOException {
            json.flush();
        }

        /** Nothing to free: the file is closed by whoever opened it. */
        @Override
        public void close() {}
    }
}
