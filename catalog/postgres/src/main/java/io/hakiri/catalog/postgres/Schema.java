package io.hakiri.catalog.postgres;

import io.hakiri.catalog.CatalogException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether the tables are there and of which version. The first call of this process finds out, in one small query, and makes or
 * upgrades them where that is needed and this role may; then nobody asks again. The same call sees to the {@link WorkerRole}.
 *
 * <p>A later version that only adds is used as it is: a program of this version may still be running beside a newer one. One that
 * took something away says so by {@code catalog.least_program}, and is refused.
 */
final class Schema {
    static final String NOT_THIS_ROLE =
            "this role may not do that. Nothing was changed. Let a role that may create in the"
                    + " database (or owns the schema) do: hakiri catalog init, or: hakiri catalog upgrade";

    private static final String VERSION = "SELECT least_program,"
            + " (SELECT max(h.version::INT) FROM %1$s." + Migrations.HISTORY + " h WHERE h.success)"
            + " FROM %1$s.catalog";

    private static final String NO_SUCH_TABLE = "42P01";

    /** How long a call waits for another one of this process that makes or upgrades the tables. */
    private static final long LONGEST_MINUTES = 10;

    private final Database database;
    private final PostgresAddress address;
    private final String version;
    private final WorkerRole workers;
    private final ReentrantLock one = new ReentrantLock();
    private volatile boolean ready;

    Schema(Database database, PostgresAddress address) {
        this.database = database;
        this.address = address;
        this.version = VERSION.formatted(address.schema());
        this.workers = new WorkerRole(database, address);
    }

    /**
     * What was found.
     *
     * @param version that was applied last; 0 where there are no tables
     * @param leastProgram programs of this version and later may use it
     */
    record Found(int version, int leastProgram) {
        static final Found NOTHING = new Found(0, 0);
    }

    /** The database, when it can be used. */
    Database ready() {
        if (!ready) {
            if (usable().version() < Migrations.NEWEST || workers.named()) {
                upgradeOnce();
            }
            ready = true;
        }
        return database;
    }

    /** The database as it is, whatever is in it. */
    Database asItIs() {
        return database;
    }

    /** Asks; what a newer program keeps for itself is refused. */
    Found usable() {
        Found found = found();
        if (found.leastProgram() > Migrations.NEWEST) {
            throw new CatalogException.Incompatible(
                    "the catalog in " + address.shown() + ", schema " + address.schema() + ", is of version "
                            + found.version() + ", which programs from version " + found.leastProgram()
                            + " on can use; this program has version " + Migrations.NEWEST
                            + ". Nothing was changed. Use the newer program",
                    null);
        }
        return found;
    }

    private Found found() {
        try {
            for (Row row : database.call("looking at the schema", false, version)) {
                return new Found(row.getInteger(1), row.getLong(0).intValue());
            }
        } catch (CatalogException.Incompatible e) {
            if (!(e.getCause() instanceof PgException said) || !NO_SUCH_TABLE.equals(said.getSqlState())) {
                throw e;
            }
        }
        return Found.NOTHING;
    }

    private void upgradeOnce() {
        try {
            if (!one.tryLock(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                throw new CatalogException.Unavailable(
                        "the schema " + address.schema() + " is still being made or upgraded. Do the same again", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CatalogException.Unavailable("the caller was interrupted. Nothing was changed", e);
        }
        try {
            if (!ready) {
                upgrade();
                ready = true;
            }
        } finally {
            one.unlock();
        }
    }

    /** What the role of the workers lacks; empty where none is named, or where there are no tables yet. */
    Optional<String> lackingOfWorkers() {
        return workers.lacking();
    }

    /**
     * Makes the tables, or brings them to the newest version; changes nothing where they have it or a later one. Then sees to the
     * role of the workers, where the address names one.
     */
    void upgrade() {
        int found = usable().version();
        if (found < Migrations.NEWEST) {
            upgradeFrom(found);
        }
        workers.see();
    }

    private void upgradeFrom(int found) {
        if (address.pooled()) {
            throw new CatalogException.Incompatible(
                    "the schema " + address.schema() + " is "
                            + (found == 0 ? "not there yet" : "of version " + found + ", not " + Migrations.NEWEST)
                            + ", and cannot be made or upgraded through a pooler. Nothing was changed. Once do: hakiri catalog "
                            + (found == 0 ? "init" : "upgrade")
                            + " with the server's own address (without pooler=transaction)",
                    null);
        }
        Migrations.apply(Jdbc.of(address), address.schema());
        usable();
    }
}
