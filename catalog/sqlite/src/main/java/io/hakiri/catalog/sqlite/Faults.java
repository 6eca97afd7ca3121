package io.hakiri.catalog.sqlite;

import io.hakiri.catalog.CatalogException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** Turns what SQLite says into the faults of the contract (C-24), with the driver's exception as the cause. */
final class Faults {
    private static final int PRIMARY_MASK = 0xff;

    /** How far a call had come when the fault came. */
    enum Phase {
        /** Nothing was applied, whatever went wrong. */
        BEFORE_COMMIT,
        /** The commit itself was going on. */
        COMMIT
    }

    private Faults() {}

    static CatalogException translate(Path file, String what, Phase phase, SQLException e) {
        String where = what + " of " + file + ": ";
        SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(e.getErrorCode() & PRIMARY_MASK);
        return switch (code) {
            case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT, SQLITE_MISMATCH ->
                new CatalogException.Corrupt(
                        where + "the file is damaged or no database. Nothing was changed. Keep it, and restore a copy"
                                + " (then: hakiri catalog adopt --reason TEXT)",
                        e);
            case SQLITE_IOERR, SQLITE_INTERRUPT -> phase == Phase.COMMIT ? unknown(where, e) : failedIo(where, e);
            case SQLITE_FULL ->
                new CatalogException.Unavailable(
                        where + "the disk is full. Nothing was changed. Make room, then do the same again", e);
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
                new CatalogException.Unavailable(
                        where + "it cannot be written. Nothing was changed. Give this user the right to write the file"
                                + " and its folder",
                        e);
            case SQLITE_CANTOPEN ->
                new CatalogException.Unavailable(
                        where + "it cannot be opened. Nothing was changed. Look at the folder and its rights: SQLite"
                                + " writes two files beside it",
                        e);
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL ->
                new CatalogException.Unavailable(
                        where + "other processes kept it locked too long. Nothing was changed. Do the same again", e);
            default ->
                phase == Phase.COMMIT
                        ? unknown(where, e)
                        : new CatalogException.Unavailable(where + "SQLite refused it. Nothing was changed", e);
        };
    }

    private static CatalogException unknown(String where, SQLException e) {
        return new CatalogException.OutcomeUnknown(
                where + "reading or writing failed while it was being committed. Send the same step or request again",
                e);
    }

    private static CatalogException failedIo(String where, SQLException e) {
        return new CatalogException.Unavailable(
                where + "reading or writing failed. Nothing was changed. Look at the disk", e);
    }
}
