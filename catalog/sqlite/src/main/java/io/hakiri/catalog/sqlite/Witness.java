package io.hakiri.catalog.sqlite;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.CatalogException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The small file beside a project's file that remembers, apart from it, how far it had come (C-27).
 *
 * <p>36 bytes, written in place after each commit and without fsync: after a power loss it may be behind, which is no
 * harm; ahead of the database it is only where an older copy of the database was put back. The writer maps it, as SQLite
 * does with its {@code -shm} file: each write looks at it twice, and a call of the system for each look costs more than the
 * look; nor can an interrupted caller close it, as he would a channel.
 */
final class Witness {
    private static final int INCARNATION_BYTES = 16;
    private static final int SEQUENCE_AT = 8 + INCARNATION_BYTES;
    private static final int GENERATION_AT = SEQUENCE_AT + 8;
    private static final int BYTES = GENERATION_AT + 4;
    private static final long MAGIC = 0x68616b6972693031L; // "hakiri01"

    /** What the witness says. */
    record Testimony(Bytes incarnation, long sequence, int generation) {}

    /** The mapped file, and what unmaps it. */
    private record Mapped(Arena arena, ByteBuffer bytes) {}

    private final Path file;
    private @Nullable Mapped mapped;

    Witness(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** {@code null} where there is no witness, or none that can be read. */
    @Nullable
    Testimony read() {
        Mapped open = mapped();
        return open == null ? look(file) : of(open.bytes());
    }

    /** As {@link #read}, once, and without keeping the file open. */
    static @Nullable Testimony look(Path file) {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            byte[] content = Files.readAllBytes(file);
            return content.length < BYTES ? null : of(ByteBuffer.wrap(content));
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
        try (FileChannel once = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            once.write(bytes, 0);
        } catch (IOException e) {
            throw new CatalogException.Unavailable(
                    file + ": cannot be written. Nothing was changed. Look at the folder's rights and room", e);
        }
    }

    /**
     * Remembers a committed write. Another process may have remembered a later one, or have adopted the file since: then the
     * witness is its. What cannot be written leaves the witness behind, which is no harm.
     */
    void saw(Bytes incarnation, long sequence, int generation) {
        Testimony before = read();
        if (before != null && (!before.incarnation().equals(incarnation) || before.sequence() >= sequence)) {
            return;
        }
        Mapped open = mapped;
        if (before != null && open != null) {
            // never the incarnation, which an adoption may be changing now: its own number is greater than this one
            open.bytes().putLong(SEQUENCE_AT, sequence);
            if (before.generation() != generation) {
                open.bytes().putInt(GENERATION_AT, generation);
            }
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
        Mapped open = mapped;
        mapped = null;
        if (open != null) {
            open.arena().close();
        }
    }

    /** {@code null} where it is not there, too short, or not to be written. */
    private @Nullable Mapped mapped() {
        if (mapped == null && Files.exists(file)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                // a longer mapping would make the file longer
                if (channel.size() >= BYTES) {
                    Arena arena = Arena.ofShared();
                    MemorySegment segment = channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES, arena);
                    mapped = new Mapped(arena, segment.asByteBuffer());
                }
            } catch (IOException notNow) {
                return null;
            }
        }
        return mapped;
    }

    private static @Nullable Testimony of(ByteBuffer bytes) {
        if (bytes.getLong(0) != MAGIC) {
            return null;
        }
        byte[] incarnation = new byte[INCARNATION_BYTES];
        bytes.get(Long.BYTES, incarnation);
        return new Testimony(Bytes.of(incarnation), bytes.getLong(SEQUENCE_AT), bytes.getInt(GENERATION_AT));
    }
}
