package io.hakiri.connectors.parquet;

import io.hakiri.batch.Batch;
import io.hakiri.batch.Column;
import io.hakiri.connectors.lake.RowFile;
import io.hakiri.connectors.lake.StagedFile;
import io.hakiri.schema.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * One Parquet file. Batches go column by column straight into the library's encoders, a slice of rows at a time, because
 * encoders end their pages only between slices (ADR 0004).
 */
final class ParquetFile implements RowFile {
    /** Rows of a row group, which bounds what a reader must hold. */
    static final int GROUP_ROWS = 1_000_000;
    /** Encoded bytes of a row group, which bounds what this writer must hold. */
    private static final long GROUP_BYTES = 32L << 20;

    private static final int SLICE_ROWS = 1_024;
    private static final int SLICE_TEXT_BYTES = 1 << 20;
    private static final int STATISTICS_BYTES = 64;

    static final ParquetProperties PROPERTIES = ParquetProperties.builder()
            .withAllocator(new HeapByteBufferAllocator())
            .withPageWriteChecksumEnabled(true)
            .withStatisticsTruncateLength(STATISTICS_BYTES)
            .withColumnIndexTruncateLength(STATISTICS_BYTES)
            .build();

    private final Shape shape;
    private final MessageType schema;
    private final BytesInputCompressor compressor;
    private final ParquetFileWriter file;
    private @Nullable RowGroup group;

    ParquetFile(Shape shape, StagedFile target, PageCompression compression) throws IOException {
        this.shape = shape;
        this.schema = ParquetSchema.of(shape);
        this.compressor = compression.compressor();
        this.file = new ParquetFileWriter(
                new ParquetTarget(target), schema, ParquetFileWriter.Mode.CREATE, GROUP_BYTES, 0, null, PROPERTIES);
        file.start();
    }

    @Override
    public void write(Batch rows) throws IOException {
        int sliceRows = sliceRows(rows);
        for (int from = 0; from < rows.rows(); ) {
            RowGroup into = group == null ? new RowGroup() : group;
            group = into;
            int to = (int) Math.min(rows.rows(), from + Math.min(sliceRows, GROUP_ROWS - into.rows));
            into.write(rows, from, to);
            from = to;
            if (into.rows >= GROUP_ROWS || into.heldBytes() >= GROUP_BYTES) {
                relieve();
            }
        }
    }

    @Override
    public long heldBytes() {
        return group == null ? 0 : group.heldBytes();
    }

    @Override
    public void relieve() throws IOException {
        if (group != null) {
            group.flush();
            group.close();
            group = null;
        }
    }

    @Override
    public void finish() throws IOException {
        relieve();
        file.end(Map.of());
        file.close();
    }

    @Override
    public void close() {
        if (group != null) {
            group.close();
            group = null;
        }
        compressor.release();
    }

    /** Fewer rows where texts are long, so that a page does not grow far beyond its usual size. */
    private static int sliceRows(Batch rows) {
        long textBytes = 0;
        for (Column column : rows.columns()) {
            if (column instanceof Column.Texts texts) {
                textBytes += texts.ends()[rows.rows() - 1];
            }
        }
        long perRow = Math.max(1, textBytes / rows.rows());
        return Math.clamp(SLICE_TEXT_BYTES / perRow, 1, SLICE_ROWS);
    }

    /** Some rows, encoded and compressed in memory until the group is complete. */
    private final class RowGroup {
        private final ColumnChunkPageWriteStore pages = new ColumnChunkPageWriteStore(
                compressor,
                schema,
                PROPERTIES.getAllocator(),
                PROPERTIES.getColumnIndexTruncateLength(),
                PROPERTIES.getPageWriteChecksumEnabled());
        private final ColumnWriteStore store = PROPERTIES.newColumnWriteStore(schema, pages);
        private final List<ColumnFeed> feeds = new ArrayList<>();
        private long rows;

        RowGroup() {
            for (int i = 0; i < shape.fields().size(); i++) {
                feeds.add(new ColumnFeed(
                        shape.fields().get(i),
                        store.getColumnWriter(schema.getColumns().get(i))));
            }
        }

        void write(Batch batch, int from, int to) {
            for (int i = 0; i < feeds.size(); i++) {
                feeds.get(i).write(batch.columns().get(i), from, to);
            }
            for (int row = from; row < to; row++) {
                store.endRecord();
            }
            rows += to - from;
        }

        long heldBytes() {
            return store.getBufferedSize();
        }

        void flush() throws IOException {
            file.startBlock(rows);
            store.flush();
            pages.flushToFileWriter(file);
            file.endBlock();
        }

        void close() {
            store.close();
            pages.close();
        }
    }
}
