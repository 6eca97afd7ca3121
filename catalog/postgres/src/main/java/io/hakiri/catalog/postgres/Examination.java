package io.hakiri.catalog.postgres;

import io.hakiri.catalog.relational.Values;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What is found at an address by somebody who sets a catalog up, or wonders why it does not work.
 *
 * @param place host, port and database
 * @param server such as {@code PostgreSQL 17.5}
 * @param supported whether the server is new enough
 * @param clockAhead how far the database's clock is ahead of that of this machine; the way there and back is taken out
 * @param upgrades whether this role may make the tables, or upgrade those that are there
 * @param lacking the tables and functions that this role needs and may not use; {@code null} where it may use all that there are
 */
public record Examination(
        String place,
        String server,
        boolean supported,
        Duration clockAhead,
        boolean upgrades,
        @Nullable String lacking) {
    /** The oldest version of the server that the tables and functions are written for. */
    public static final int OLDEST_SERVER = 14;

    private static final int NUMBERS_PER_VERSION = 10_000;

    /** Rights are those of docs/postgresql.md; of one's own tables one has all. */
    private static final String LOOK = """
            SELECT current_setting('server_version'), current_setting('server_version_num')::INT,
              (extract(epoch FROM clock_timestamp()) * 1000000)::BIGINT,
              CASE WHEN n.oid IS NULL THEN has_database_privilege(current_database(), 'CREATE')
                ELSE has_schema_privilege(n.oid, 'CREATE') AND NOT EXISTS (
                  SELECT 1 FROM pg_class c
                  WHERE c.relnamespace = n.oid AND c.relkind = 'r' AND NOT pg_has_role(c.relowner, 'USAGE')) END,
              CASE WHEN n.oid IS NOT NULL AND NOT has_schema_privilege(n.oid, 'USAGE') THEN 'schema ' || $1 ELSE (
                SELECT string_agg(x.name, ', ' ORDER BY x.name) FROM (
                  SELECT c.relname::TEXT FROM pg_class c
                  WHERE c.relnamespace = n.oid AND c.relkind = 'r' AND NOT (has_table_privilege(c.oid, 'SELECT')
                    AND (c.relname = $2 OR has_any_column_privilege(c.oid, 'UPDATE'))
                    AND (c.relname IN ($2, 'catalog') OR has_table_privilege(c.oid, 'INSERT') AND has_table_privilege(c.oid, 'DELETE')))
                  UNION ALL
                  SELECT p.proname::TEXT FROM pg_proc p
                  WHERE p.pronamespace = n.oid AND NOT has_function_privilege(p.oid, 'EXECUTE')) x (name)) END
            FROM (SELECT to_regnamespace($1)::OID AS oid) n""";

    static Examination of(PostgresAddress address, InstantSource clock) {
        try (Database database = new Database(address, Database.Role.PRIMARY)) {
            // opens the connection, which takes longer than a question
            database.call("greeting", false, "SELECT 1");
            Instant asked = clock.instant();
            Row row = database.call("examining", false, LOOK, address.schema(), Migrations.HISTORY)
                    .iterator()
                    .next();
            Duration away = Duration.between(asked, clock.instant());
            return new Examination(
                    address.place(),
                    "PostgreSQL " + row.getString(0),
                    row.getInteger(1) >= OLDEST_SERVER * NUMBERS_PER_VERSION,
                    Duration.between(asked.plus(away.dividedBy(2)), Values.instant(row.getLong(2))),
                    row.getBoolean(3),
                    row.getString(4));
        }
    }
}
