package io.hakiri.connectors.lake;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/** A new file that counts and sums what is written to it. Unbuffered: writers hand over large pieces. */
public final class StagedFile extends OutputStream {
    private final FileChannel channel;
    private final CRC32C sum = new CRC32C();
    private long position;

    StagedFile(FileChannel channel) {
        this.channel = channel;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
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

    /** Returns once all of it is on the disk. */
    void force() throws IOException {
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
