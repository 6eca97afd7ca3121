package io.hakiri.catalog.postgres;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.contract.CatalogFixture;
import io.hakiri.catalog.relational.Values;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Databases of the server that the tests use, each a copy of one that was migrated once. The kit works as the role that
 * an address names as {@code workers}, with its rights, which docs/postgresql.md shows.
 */
public class PostgresFixture implements CatalogFixture {
    /** How long a restore takes at least: an adoption ends when its second has begun. */
    private static final Duration RESTORING = Duration.ofSeconds(1);

    private static final String ROLE = "hakiri_worker";

    private static final String CLOCK_STANDS = """
            DROP TABLE IF EXISTS hakiri.test_clock;
            CREATE TABLE hakiri.test_clock AS SELECT CAST(%d AS BIGINT) AS micros;
            CREATE OR REPLACE FUNCTION hakiri.now_micros() RETURNS BIGINT LANGUAGE sql VOLATILE
              AS 'SELECT micros FROM hakiri.test_clock'""";

    private static final String CLOCK_SHOWS = "UPDATE hakiri.test_clock SET micros = ";

    private static final String DISCONNECT =
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '%s'";

    /** The statistics of a backend are complete when it has ended. */
    private static final String ROWS_READ = """
            SELECT (SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0) + n_tup_upd) FROM pg_stat_user_tables WHERE relname <> 'test_clock')
              + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes)""";

    /** Before 15, a process of its own gathered what was counted, and wrote it down twice in a second. */
    private static final String COUNTED =
            "SELECT CASE WHEN current_setting('server_version_num')::INT < 150000 THEN pg_sleep(1.5) END";

    /** From 15 on; half the time of the other way, where nobody waits for the disk. */
    private static final String COPYING =
            "SELECT CASE WHEN current_setting('server_version_num')::INT < 150000 THEN '' ELSE ' STRATEGY FILE_COPY' END";

    /** A database that was migrated. */
    private static final class Template {
        static final PostgresServer SERVER = new PostgresServer();
        static final PostgresAddress ADDRESS = migrated();
        /** Where databases are made and dropped; as long as the JVM. */
        static final Statement ADMIN = admin();

        static final String HOW_TO_COPY = howToCopy();

        private static String howToCopy() {
            try (ResultSet rows = ADMIN.executeQuery(COPYING)) {
                rows.next();
                return rows.getString(1);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private static Statement admin() {
            try {
                return owner("postgres").getConnection().createStatement();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private static PostgresAddress migrated() {
            SERVER.role(ROLE);
            String address = SERVER.newDatabase();
            try (Catalog catalog = PostgresCatalog.open(address + "&workers=" + ROLE, new SecureRandom())) {
                catalog.upgrade();
            }
            return PostgresAddress.parse(address);
        }
    }

    private final List<String> databases = new ArrayList<>();
    private final Set<String> standing = new LinkedHashSet<>();
    private volatile Instant now = Instant.parse("2026-01-01T12:00:00Z");

    /** The kit makes one by name in other processes. */
    public PostgresFixture() {}

    @Override
    public String backend() {
        return "PostgreSQL";
    }

    @Override
    public String newAddress() {
        return copyOf(Template.ADDRESS.database(), true);
    }

    private String copyOf(String template, boolean inItsOwnPlace) {
        String name = "kit_" + UUID.randomUUID().toString().replace("-", "");
        admin("CREATE DATABASE " + name + " TEMPLATE " + template + Template.HOW_TO_COPY);
        databases.add(name);
        String address = "postgresql://%s:any@%s:%d/%s?sslmode=disable"
                .formatted(ROLE, Template.ADDRESS.host(), Template.ADDRESS.port(), name);
        if (inItsOwnPlace) {
            sql(address, "UPDATE hakiri.catalog SET place = hakiri.place('')");
        }
        return address;
    }

    @Override
    public Catalog open(String address) {
        stopClock(address);
        return openOnRealTime(address);
    }

    /** Once for each database: a copy of it, and what is put back into its place, has the clock already. */
    private synchronized void stopClock(String address) {
        if (standing.add(address)) {
            sql(address, CLOCK_STANDS.formatted(Values.micros(now)));
        }
    }

    @Override
    public Catalog openOnRealTime(String address) {
        return PostgresCatalog.open(address, new SecureRandom());
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public synchronized void advance(Duration by) {
        now = now.plus(by);
        standing.forEach(address -> sql(address, CLOCK_SHOWS + Values.micros(now)));
    }

    @Override
    public String copy(String address) {
        return copyOf(disconnected(address), false);
    }

    @Override
    public void restore(String address, String copy) {
        String name = disconnected(address);
        admin("DROP DATABASE " + name);
        admin("CREATE DATABASE " + name + " TEMPLATE " + disconnected(copy) + Template.HOW_TO_COPY);
        advance(RESTORING);
    }

    private static String disconnected(String address) {
        String name = PostgresAddress.parse(address).database();
        admin(DISCONNECT.formatted(name));
        return name;
    }

    /**
     * Rows that were read, of tables and of indexes, and rows that were changed. Old versions of rows are cleared away before:
     * they cost a reader once, whoever comes first, and follow what was written rather than what is there. The planner knows how
     * much history there is, as it does when a table has been there for a minute. And it goes by indexes, and by their order, as
     * it does where tables are too large to be read whole and sorted.
     */
    @Override
    public long workOf(Catalog catalog, ProjectId project, Runnable calls) {
        String address = List.copyOf(standing).getLast();
        sql(address, "VACUUM hakiri.pipeline");
        sql(address, "ANALYZE hakiri.run, hakiri.audit");
        for (String way : List.of("seqscan", "sort")) {
            sql(
                    address,
                    "ALTER DATABASE " + PostgresAddress.parse(address).database() + " SET enable_" + way + " = off");
        }
        long before = rowsRead(address);
        calls.run();
        return rowsRead(address) - before;
    }

    private static long rowsRead(String address) {
        admin(DISCONNECT.formatted(PostgresAddress.parse(address).database()));
        sql(address, COUNTED);
        try (Connection connection = Jdbc.of(PostgresAddress.parse(address)).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(ROWS_READ)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void admin(String sql) {
        try {
            Template.ADMIN.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** As the owner of a database, whoever the address says. */
    static void sql(String address, String sql) {
        execute(owner(PostgresAddress.parse(address).database()), sql);
    }

    private static DataSource owner(String database) {
        PGSimpleDataSource owner = (PGSimpleDataSource) Jdbc.of(Template.ADDRESS);
        owner.setDatabaseName(database);
        return owner;
    }

    private static void execute(DataSource database, String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        for (String name : databases) {
            admin("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        }
    }
}
