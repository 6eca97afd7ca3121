package io.hakiri.catalog.sqlite;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.CatalogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The small file beside a project's file that remembers, apart from it, how far it had come (C-27).
 *
 * <p>32 bytes, written in place after each commit and without fsync: after a power loss it may be behind, which is no
 * harm; ahead of the database it is only where an older copy of the database was put back.
 */
final class Witness {
    private static final int INCARNATION_BYTES = 16;
    private static final int BYTES = 8 + INCARNATION_BYTES + 8 + 4;
    private static final long MAGIC = 0x68616b6972693031L; // "hakiri01"

    /** What the witness says. */
    record Testimony(Bytes incarnation, long sequence, int generation) {}

    private final Path file;
    private @Nullable FileChannel channel;

    Witness(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** {@code null} where there is no witness, or none that can be read. */
    @Nullable
    Testimony read() {
        try {
            FileChannel open = channel;
            if (open == null) {
                if (!Files.exists(file)) {
                    return null;
                }
                open = FileChannel.open(file, StandardOpenOption.READ);
                try (FileChannel once = open) {
                    return readFrom(once);
                }
            }
            return readFrom(open);
        } catch (IOException e) {
            return null;
        }
    }

    /** Writes it anew: at creation and at adoption. */
    void write(Testimony testimony) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .putLong(MAGIC)
                .put(testimony.incarnation().toArray())
                .putLong(testimony.sequence())
                .putInt(testimony.generation())
                .flip();
        try {
            FileChannel open = writable();
            open.write(bytes, 0);
        } catch (IOException e) {
            forget();
            throw new CatalogException.Unavailable(
                    file + ": cannot be written. Nothing was changed. Look at the folder's rights and room", e);
        }
    }

    /**
     * Remembers a committed write. Another process may have remembered a later one. What cannot be written leaves the
     * witness behind, which is no harm.
     */
    void saw(Bytes incarnation, long sequence, int generation) {
        Testimony before = read();
        if (before != null && before.incarnation().equals(incarnation) && before.sequence() >= sequence) {
            return;
        }
        try {
            write(new Testimony(incarnation, sequence, generation));
        } catch (CatalogException.Unavailable e) {
            System.getLogger(Witness.class.getName()).log(System.Logger.Level.WARNING, e.getMessage());
        }
    }

    /** Closes the file; it is opened again when needed. */
    void forget() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                System.getLogger(Witness.class.getName()).log(System.Logger.Level.DEBUG, "{0} did not close", file, e);
            }
        }
    }

    private FileChannel writable() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            open = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            channel = open;
        }
        return open;
    }

    private static @Nullable Testimony readFrom(FileChannel open) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        int read = open.read(bytes, 0);
        bytes.flip();
        if (read < BYTES || bytes.getLong() != MAGIC) {
            return null;
        }
        byte[] incarnation = new byte[INCARNATION_BYTES];
        bytes.get(incarnation);
        return new Testimony(Bytes.of(incarnation), bytes.getLong(), bytes.getInt());
    }
}
