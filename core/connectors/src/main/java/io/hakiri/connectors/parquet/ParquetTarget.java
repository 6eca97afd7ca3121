package io.hakiri.connectors.parquet;

import io.hakiri.connectors.lake.StagedFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** A staged file as the library wants to write it: buffered, because page headers come byte by byte. */
final class ParquetTarget implements OutputFile {
    private static final int BUFFER_BYTES = 1 << 18;

    private final StagedFile file;

    ParquetTarget(StagedFile file) {
        this.file = file;
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) {
        return new Buffered();
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
        throw new UnsupportedOperationException("a staged file is always new");
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }

    private final class Buffered extends PositionOutputStream {
        private final BufferedOutputStream buffer = new BufferedOutputStream(file, BUFFER_BYTES);
        private long position;

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void write(int octet) throws IOException {
            buffer.write(octet);
            position++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            buffer.write(bytes, offset, length);
            position += length;
        }

        @Override
        public void flush() throws IOException {
            buffer.flush();
        }

        /** The staged file stays open: it is forced to the disk after this. */
        @Override
        public void close() throws IOException {
            buffer.flush();
        }
    }
}
