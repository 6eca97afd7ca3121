package io.hakiri.catalog.sqlite;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.CatalogStatus.ProjectStatus;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.relational.Known;
import io.hakiri.catalog.relational.Row;
import io.hakiri.catalog.relational.Sql;
import io.hakiri.catalog.relational.Tokens;
import io.hakiri.catalog.relational.Tx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The file of one project: its writer and its reader, and how a transaction goes.
 *
 * <p>A write: 1. look whether the file is still the one that was opened; 2. {@code BEGIN IMMEDIATE}; 3. count the write in
 * the project's row and compare that row with the witness (C-27); 4. do the work; 5. {@code COMMIT}, with one fsync, or
 * {@code ROLLBACK} where nothing was changed; 6. tell the witness.
 *
 * <p>A read is one transaction on the reader's connection, begun after the call: it sees all that was committed before,
 * by any process (C-11).
 */
final class ProjectFile implements AutoCloseable {
    private static final String COUNT_THE_WRITE = """
            UPDATE project SET sequence = sequence + 1
            RETURNING incarnation, inode, sequence, generation, sealed, moved_to""";

    private static final String PROJECT = """
            SELECT incarnation, inode, sequence, generation, sealed, moved_to FROM project""";

    /** The project's row. */
    private record Stored(
            Bytes incarnation,
            String inode,
            long sequence,
            int generation,
            boolean sealed,
            @Nullable String movedTo) {
        static Stored of(Row row) {
            return new Stored(row.blob(1), row.text(2), row.number(3), row.count(4), row.flag(5), row.textOrNull(6));
        }
    }

    private final ProjectId project;
    private final Path file;
    private final Witness witness;
    private final InstantSource clock;
    private final Tokens tokens;
    private final Lane writer;
    private final Lane reader;
    private volatile @Nullable Object openedByWriter;
    private volatile @Nullable Object openedByReader;
    private String inode = "";

    /** Of the writer: what it knows as of which write; nothing while a transaction runs or after one that failed. */
    private Known known = new Known();

    private long knownAt;

    ProjectFile(Path folder, ProjectId project, InstantSource clock, Tokens tokens) {
        this.project = project;
        this.file = folder.resolve(project + SqliteCatalog.FILE_ENDING);
        this.witness = new Witness(folder.resolve(project + SqliteCatalog.WITNESS_ENDING));
        this.clock = clock;
        this.tokens = tokens;
        this.writer = new Lane(file + " (writer)", true, () -> openWriter());
        this.reader = new Lane(file + " (reader)", false, () -> openReader());
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** Reads, all of it as of one instant; {@code absent} where the project does not exist. */
    <R> R read(String what, R absent, Function<Sql, R> work) {
        return reader.call(() -> {
            Object found = keyOf(file);
            if (found == null) {
                return absent;
            }
            if (!found.equals(openedByReader)) {
                reader.reopenNext();
            }
            return reading(reader.open(), what, work);
        });
    }

    /**
     * As {@link #read}, for what decides whether to write: refused where a write would be (C-27).
     *
     * <p>An adoption changes the witness and the file one after the other, and who reads in between sees them differ. Who has the
     * right to write knows that nobody adopts just now: before anything is refused the work is done as a write that changes nothing.
     */
    <R> R readToWrite(String what, R absent, Function<Sql, R> work) {
        try {
            return readWhereItMayWrite(what, absent, work);
        } catch (CatalogException.Incompatible e) {
            return writing(what, absent, Mode.PLAIN, (tx, _) -> work.apply(tx.sql()));
        }
    }

    private <R> R readWhereItMayWrite(String what, R absent, Function<Sql, R> work) {
        return read(what, absent, session -> {
            Witness.Testimony seen = seen();
            Stored stored = stored(session);
            String mismatch = mismatch(stored, stored.sequence(), inodeOf(file), seen);
            if (mismatch != null) {
                throw new CatalogException.Incompatible(mismatch, null);
            }
            return work.apply(session);
        });
    }

    /**
     * Writes. Refused in a file that was restored and not adopted (C-27).
     *
     * @param absent the answer where there is no file; {@code null} to make it
     * @param keeps whether the work tells {@link Known} what becomes of cursors and schemas; other writes clear it
     */
    <R> R write(boolean keeps, String what, @Nullable R absent, Function<Tx, R> work) {
        return writing(what, absent, keeps ? Mode.KEEPING : Mode.PLAIN, (tx, _) -> work.apply(tx));
    }

    private enum Mode {
        PLAIN,
        KEEPING,
        ADOPTING
    }

    /**
     * Takes the file for its own, whatever the witness says (C-27).
     *
     * @param atLeast the least generation; the greatest one that is known here may make it greater
     */
    <R> R adopt(int atLeast, java.util.function.BiFunction<Tx, Integer, R> work) {
        return writing("adopting", null, Mode.ADOPTING, (tx, stored) -> {
            Witness.Testimony before = witness.read();
            int known = Math.max(stored.generation(), before == null ? 0 : before.generation());
            // by the clock, for a witness that was lost does not tell
            int generation = Math.max(
                    Math.max(known + 1, atLeast), Fence.generationAt(tx.sql().now()));
            Fence.startOf(generation);
            Bytes incarnation = tokens.bytes();
            tx.sql()
                    .change(
                            "UPDATE project SET incarnation = ?, inode = ?, generation = ?",
                            incarnation,
                            inode,
                            generation);
            R result = work.apply(tx, generation);
            witness.forget();
            // before the commit: whatever happens now, the next adoption knows this generation
            witness.write(new Witness.Testimony(incarnation, 0, generation));
            return result;
        });
    }

    /** Lets a test watch both connections. */
    void watch(Session.Watch watch) {
        reader.call(() -> watching(reader.open(), watch));
        writer.call(() -> watching(writer.open(), watch));
    }

    private static boolean watching(Session session, Session.Watch watch) {
        session.watch(watch);
        return true;
    }

    /** What this file is; answers also where it cannot be used. */
    ProjectStatus status() {
        ProjectStatus status = looked();
        if (status.mismatch() == null) {
            return status;
        }
        try {
            writing("reading the state", false, Mode.PLAIN, (_, _) -> false); // refused where a write would be
        } catch (CatalogException e) {
            return status;
        }
        return new ProjectStatus(project, status.version(), status.newest(), status.generation(), null);
    }

    private ProjectStatus looked() {
        try {
            return read("reading the state", new ProjectStatus(project, 0, Migrations.newest(), 0, null), session -> {
                Witness.Testimony seen = seen();
                Stored stored = stored(session);
                return new ProjectStatus(
                        project,
                        Migrations.version(session),
                        Migrations.newest(),
                        stored.generation(),
                        mismatch(stored, stored.sequence(), inodeOf(file), seen));
            });
        } catch (CatalogException e) {
            return new ProjectStatus(
                    project, 0, Migrations.newest(), 0, Objects.requireNonNullElse(e.getMessage(), e.toString()));
        }
    }

    @Override
    public void close() {
        writer.close();
        reader.close();
        witness.forget();
    }

    /** Whether the write at hand, in its turn, takes the file for its own. */
    private boolean adopting;

    private interface Work<R> {
        R apply(Tx tx, Stored stored);
    }

    /** {@code absent} is the answer where there is no file; {@code null} to make one. */
    private <R> R writing(String what, @Nullable R absent, Mode mode, Work<R> work) {
        return writer.call(() -> {
            adopting = mode == Mode.ADOPTING;
            Object found = keyOf(file);
            if (found == null && absent != null) {
                return absent;
            }
            if (!Objects.equals(openedByWriter, found)) {
                // the file was replaced under us: what we would write into the old one would be lost
                writer.reopenNext();
            }
            return transaction(writer.open(), what, mode, work);
        });
    }

    private <R> R transaction(Session session, String what, Mode mode, Work<R> work) {
        Faults.Phase phase = Faults.Phase.BEFORE_COMMIT;
        Known before = known;
        long beforeAt = knownAt;
        known = new Known();
        try {
            session.begin("BEGIN IMMEDIATE");
            Stored stored = session.one(COUNT_THE_WRITE, Stored::of);
            if (stored == null) {
                throw new CatalogException.Corrupt(file + " has lost the row that says which project it is", null);
            }
            String mismatch =
                    mode == Mode.ADOPTING ? null : mismatch(stored, stored.sequence() - 1, inode, witness.read());
            if (mismatch != null) {
                throw new CatalogException.Incompatible(mismatch, null);
            }
            Known believed = mode == Mode.KEEPING && beforeAt == stored.sequence() - 1 ? before : new Known();
            R result = work.apply(
                    new Tx(
                            session,
                            project,
                            tokens,
                            stored.sequence(),
                            stored.generation(),
                            stored.sealed(),
                            stored.movedTo(),
                            believed),
                    stored);
            if (!session.changed()) {
                session.control("ROLLBACK");
                known = before;
                return result;
            }
            phase = Faults.Phase.COMMIT;
            session.control("COMMIT");
            if (mode == Mode.KEEPING) {
                known = believed;
                knownAt = stored.sequence();
            }
            if (mode != Mode.ADOPTING) {
                witness.saw(stored.incarnation(), stored.sequence(), stored.generation());
            }
            return result;
        } catch (SqlFault e) {
            undo(session);
            throw Faults.translate(file, what, phase, e.driver());
        } catch (RuntimeException | Error e) {
            undo(session);
            throw e;
        }
    }

    private void undo(Session session) {
        try {
            session.control("ROLLBACK");
        } catch (SqlFault nothingOpenOrBroken) {
            writer.reopenNext();
        }
    }

    private <R> R reading(Session session, String what, Function<Sql, R> work) {
        try {
            session.begin("BEGIN");
            R result = work.apply(session);
            session.control("COMMIT");
            return result;
        } catch (SqlFault e) {
            reader.reopenNext();
            throw Faults.translate(file, what, Faults.Phase.BEFORE_COMMIT, e.driver());
        } catch (RuntimeException | Error e) {
            reader.reopenNext();
            throw e;
        }
    }

    private Stored stored(Sql session) {
        Stored stored = session.one(PROJECT, Stored::of);
        if (stored == null) {
            throw new CatalogException.Corrupt(file + " has lost the row that says which project it is", null);
        }
        return stored;
    }

    /** The witness, as the reader asks for it: before its first look at the database, which can only be later then. */
    private Witness.@Nullable Testimony seen() {
        return Witness.look(witness.file());
    }

    /** Why this file is not the one that was written last; {@code null} where it is. */
    private @Nullable String mismatch(Stored stored, long sequence, String inodeNow, Witness.@Nullable Testimony seen) {
        String found = null;
        if (!stored.inode().equals(inodeNow)) {
            found = "it is a copy: made as file number " + stored.inode() + ", found as " + inodeNow;
        } else if (seen == null) {
            found = "its witness " + witness.file() + " is missing";
        } else if (!seen.incarnation().equals(stored.incarnation())) {
            found = "its witness " + witness.file() + " is that of another file";
        } else if (seen.sequence() > sequence) {
            found = "it is an older copy: its last write is number " + sequence + ", and number " + seen.sequence()
                    + " was seen";
        }
        return found == null
                ? null
                : file + " is not the file that this project was written in last: " + found
                        + ". Nothing is written until: hakiri catalog adopt --reason TEXT";
    }

    private Session openWriter() {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new CatalogException.Unavailable(file + ": its folder cannot be made. Look at its rights", e);
        }
        Session session = Connections.open(file, true, clock, this::first);
        witness.forget();
        openedByWriter = keyOf(file);
        inode = inodeOf(file);
        knownAt = -1;
        return session;
    }

    private Session openReader() {
        Session session = Connections.open(file, false, clock, this::first);
        openedByReader = keyOf(file);
        return session;
    }

    /**
     * The first row, in the transaction that makes the file. Where a witness tells of a file that was lost, only an adoption
     * may begin again, with fences above the lost ones: without its cursors, all rows would come again (C-27).
     */
    private void first(Session session) {
        Witness lasting = new Witness(witness.file());
        Witness.Testimony lost = lasting.read();
        int generation = 0;
        if (lost != null && (lost.sequence() > 0 || lost.generation() > 0)) {
            if (!adopting) {
                throw new CatalogException.Incompatible(
                        file + " was lost: its witness " + witness.file() + " has seen " + lost.sequence()
                                + " writes to it. Put the file back; or begin again, knowing that rows which the"
                                + " destinations have already will come again: hakiri catalog adopt --reason TEXT",
                        null);
            }
            generation = Math.max(lost.generation() + 1, Fence.generationAt(clock.instant()));
        }
        Bytes incarnation = tokens.bytes();
        session.change(
                "INSERT INTO project VALUES (1, ?, ?, 0, ?, 0, NULL, 0)", incarnation, inodeOf(file), generation);
        lasting.write(new Witness.Testimony(incarnation, 0, generation));
        lasting.forget();
    }

    /** Which file the path names now; {@code null} where none. Where the system has no such notion, all are the same. */
    private static @Nullable Object keyOf(Path file) {
        try {
            return Objects.requireNonNullElse(
                    Files.readAttributes(file, BasicFileAttributes.class).fileKey(), "");
        } catch (IOException e) {
            return null;
        }
    }

    private static String inodeOf(Path file) {
        try {
            return String.valueOf(Files.getAttribute(file, "unix:ino"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "";
        }
    }
}
