package io.hakiri.connectors.lake;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;

/** A new file that counts and sums what is written to it. Unbuffered: writers hand over large pieces. */
public final class StagedFile extends OutputStream {
    private final Sink sink;
    private final CRC32C sum = new CRC32C();
    private long position;

    /** Where the bytes of a staged file go. */
    public interface Sink extends AutoCloseable {
        void write(byte[] bytes, int offset, int length) throws IOException;

        /**
         * Returns once all of it is kept, whatever happens to this machine.
         *
         * @param digest of what was written
         * @param length how many bytes that were
         */
        void force(String digest, long length) throws IOException;

        /** Lets go of it; what was not forced is worth nothing. */
        @Override
        void close() throws IOException;
    }

    public StagedFile(Sink sink) {
        this.sink = sink;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        sink.write(bytes, offset, length);
        sum.update(bytes, offset, length);
        position += length;
    }

    /** How many bytes were written. */
    public long position() {
        return position;
    }

    /** The digest of what was written. */
    String digest() {
        return Digests.word(sum);
    }

    /** Returns once all of it is kept. */
    void force() throws IOException {
        sink.force(digest(), position);
    }

    @Override
    public void close() throws IOException {
        sink.close();
    }
}
