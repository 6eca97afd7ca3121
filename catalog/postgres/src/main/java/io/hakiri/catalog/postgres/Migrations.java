package io.hakiri.catalog.postgres;

import io.hakiri.catalog.CatalogException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;

/**
 * The versions of the schema: scripts {@code V1}, {@code V2} … in whole numbers, applied forward only, each in a transaction of
 * its own, by one instance at a time.
 */
final class Migrations {
    /** The version that this program writes. */
    static final int NEWEST = 5;

    static final String SCRIPTS = "io/hakiri/catalog/postgres/migration";

    /** Where Flyway keeps what it applied. */
    static final String HISTORY = "flyway_schema_history";

    /** How long an instance waits for another one that is at it. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** How long a script waits for a table: behind it in the line wait those who only want to read a row. */
    private static final Duration LONGEST_LOCK = Duration.ofSeconds(10);

    /** Begins with the letters "HAKI", and ends in what the schema is called. */
    private static final long LOCK = 0x48414b49L << 32;

    static final String FORBIDDEN = "42501";
    static final String NOT_IN_TIME = "55P03";

    private Migrations() {}

    /**
     * Makes the schema, or brings it to the newest version. Instances that do it at the same time wait for the first: for a lock
     * that ends with its transaction, taken before Flyway begins, since Flyway makes the schema before it takes its own one, and
     * asks for that once a second only.
     */
    static void apply(DataSource database, String schema) {
        try (Connection first = database.getConnection();
                Statement statement = first.createStatement()) {
            first.setAutoCommit(false);
            alone(statement, schema);
            flyway(database, schema);
            first.commit();
        } catch (SQLException | FlywayException e) {
            throw translate(schema, e);
        }
    }

    /** Waits until no other instance makes, upgrades or hands out the tables of the schema; until the end of the transaction. */
    static void alone(Statement statement, String schema) throws SQLException {
        statement.execute("SET LOCAL lock_timeout = " + LONGEST.toMillis());
        statement.execute("SELECT pg_advisory_xact_lock(" + (LOCK | (schema.hashCode() & 0xffffffffL)) + ")");
        statement.execute("SET LOCAL lock_timeout = " + LONGEST_LOCK.toMillis());
    }

    private static void flyway(DataSource database, String schema) {
        Flyway.configure(Migrations.class.getClassLoader())
                .loggers(FlywayLog.class.getName())
                .dataSource(database)
                .initSql("SET lock_timeout = " + LONGEST_LOCK.toMillis())
                .schemas(schema)
                .createSchemas(true)
                .table(HISTORY)
                .locations("classpath:" + SCRIPTS)
                .load()
                .migrate();
    }

    private static CatalogException translate(String schema, Exception e) {
        String what = "the schema " + schema + " could not be made or brought to version " + NEWEST + ": ";
        if (FORBIDDEN.equals(state(e))) {
            return new CatalogException.Incompatible(what + Schema.NOT_THIS_ROLE, e);
        }
        if (NOT_IN_TIME.equals(state(e))) {
            return new CatalogException.Unavailable(
                    what
                            + "another instance is still at it, or somebody holds its tables. Nothing of a version that was"
                            + " not finished stays. Do the same again",
                    e);
        }
        if (isOfSomebodyElse(e)) {
            return new CatalogException.Incompatible(
                    what
                            + "what is in it was not made by a release of this program. Nothing was changed. Choose another"
                            + " schema (?schema=NAME)",
                    e);
        }
        return new CatalogException.Unavailable(
                what + "nothing of a version that failed stays. Look at the cause, then: hakiri catalog upgrade", e);
    }

    private static boolean isOfSomebodyElse(Exception e) {
        return e instanceof FlywayValidateException
                || (e instanceof FlywayException said
                        && said.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE);
    }

    static @Nullable String state(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException said && said.getSQLState() != null) {
                return said.getSQLState();
            }
        }
        return null;
    }
}
