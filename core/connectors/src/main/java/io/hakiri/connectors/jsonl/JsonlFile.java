package io.hakiri.connectors.jsonl;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import io.hakiri.batch.Batch;
import io.hakiri.batch.Column;
import io.hakiri.connectors.lake.RowFile;
import io.hakiri.connectors.lake.StagedFile;
import io.hakiri.schema.Shape;
import io.hakiri.schema.Type;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/**
 * One JSON object per line, UTF-8. Every line has every field, a missing value as {@code null}, so that a reader that infers
 * types from the first lines knows all of them. Numbers are exact: decimals stand as JSON numbers with all their digits.
 * Dates and times are ISO 8601 texts; instants end in {@code Z}. JSON documents stand as they are, on one line. What JSON
 * has no number for stands as a text: {@code "NaN"}, {@code "Infinity"}, {@code "-Infinity"}.
 */
final class JsonlFile implements RowFile {
    private static final int BUFFER_BYTES = 1 << 17;
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private final OutputStream out;
    private final JsonGenerator lines;
    private final SerializedString[] names;

    JsonlFile(Shape shape, StagedFile file, boolean gzip) throws IOException {
        OutputStream buffered = new BufferedOutputStream(file, BUFFER_BYTES);
        out = gzip ? new GZIPOutputStream(buffered, BUFFER_BYTES) : buffered;
        lines = JSON.createGenerator(out).setRootValueSeparator(null);
        names = shape.fields().stream()
                .map(field -> new SerializedString(field.name()))
                .toArray(SerializedString[]::new);
    }

    @Override
    public void write(Batch rows) throws IOException {
        for (int row = 0; row < rows.rows(); row++) {
            lines.writeStartObject();
            for (int i = 0; i < names.length; i++) {
                lines.writeFieldName(names[i]);
                value(rows.columns().get(i), row);
            }
            lines.writeEndObject();
            lines.writeRaw('\n');
        }
    }

    private void value(Column column, int row) throws IOException {
        if (column.isNull(row)) {
            lines.writeNull();
            return;
        }
        switch (column) {
            case Column.Booleans booleans -> lines.writeBoolean(booleans.values()[row]);
            case Column.Longs longs -> number(longs.type(), longs.values()[row]);
            case Column.Doubles doubles -> lines.writeNumber(doubles.values()[row]);
            case Column.Decimals decimals -> lines.writeNumber(Objects.requireNonNull(decimals.values()[row]));
            case Column.Texts texts -> text(texts, row);
        }
    }

    private void number(Type type, long value) throws IOException {
        if (type == Type.Plain.DATE) {
            lines.writeString(LocalDate.ofEpochDay(value).toString());
        } else if (type == Type.Plain.TIMESTAMP) {
            lines.writeString(instant(value).toString());
        } else if (type == Type.Plain.LOCAL_TIMESTAMP) {
            lines.writeString(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
                    LocalDateTime.ofInstant(instant(value), ZoneOffset.UTC)));
        } else {
            lines.writeNumber(value);
        }
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private void text(Column.Texts texts, int row) throws IOException {
        if (texts.type() == Type.Plain.JSON) {
            // A line break in a document can only stand between its parts, where a space means the same.
            lines.writeRawValue(texts.text(row).replace('\n', ' ').replace('\r', ' '));
        } else {
            int start = texts.start(row);
            lines.writeUTF8String(texts.bytes(), start, texts.ends()[row] - start);
        }
    }

    /** Only buffers of a fixed size. */
    @Override
    public long heldBytes() {
        return 0;
    }

    @Override
    public void relieve() throws IOException {
        lines.flush();
    }

    @Override
    public void finish() throws IOException {
        lines.flush();
        if (out instanceof GZIPOutputStream compressed) {
            compressed.finish();
        }
        out.flush();
    }

    /** Nothing to free: the staged file is closed by whoever opened it. */
    @Override
    public void close() {}
}
