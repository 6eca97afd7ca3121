package io.hakiri.catalog.postgres;

import io.hakiri.catalog.postgres.PostgresAddress.Workers;
import io.vertx.sqlclient.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server says of the role of the workers; everybody may ask.
 *
 * @param owns whether it could change tables whatever is granted to it
 * @param lacking rights; empty where it has all
 * @param beyond the tables on which it may more than it should; empty where there are none
 * @param wantsIam whether it is to log in by IAM, and does not
 * @param wantsPassword whether it is to log in by a password, and does so by IAM
 * @param passwords whether who asks may set its password
 */
record FoundRole(
        boolean there,
        boolean owns,
        boolean mayLogIn,
        String lacking,
        String beyond,
        boolean wantsIam,
        boolean wantsPassword,
        boolean passwords) {
    /** One row, if there is the schema. Whoever has {@code rds_iam} logs in by IAM, and not by a password any more. */
    private static final String LOOK = """
            SELECT r.oid IS NOT NULL,
              COALESCE(r.rolsuper OR pg_has_role(r.oid, n.nspowner, 'MEMBER') OR EXISTS (
                SELECT 1 FROM pg_class c
                WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p') AND pg_has_role(r.oid, c.relowner, 'MEMBER')), FALSE),
              COALESCE(r.rolcanlogin, FALSE),
              concat_ws(', ',
                CASE WHEN NOT has_schema_privilege(r.oid, n.oid, 'USAGE') THEN 'USAGE on the schema' END,
                (SELECT 'rights on ' || string_agg(c.relname, ', ' ORDER BY c.relname) FROM pg_class c
                  WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
                    AND NOT (has_table_privilege(r.oid, c.oid, 'SELECT') AND CASE c.relname
                      WHEN 'flyway_schema_history' THEN TRUE
                      WHEN 'catalog' THEN has_column_privilege(r.oid, c.oid, 'place', 'UPDATE')
                        AND has_column_privilege(r.oid, c.oid, 'generation', 'UPDATE')
                      ELSE has_table_privilege(r.oid, c.oid, 'INSERT') AND has_table_privilege(r.oid, c.oid, 'UPDATE')
                        AND has_table_privilege(r.oid, c.oid, 'DELETE') END)),
                (SELECT 'EXECUTE on ' || string_agg(p.proname, ', ' ORDER BY p.proname) FROM pg_proc p
                  WHERE p.pronamespace = n.oid AND NOT has_function_privilege(r.oid, p.oid, 'EXECUTE')),
                CASE WHEN NOT EXISTS (
                    SELECT 1 FROM pg_default_acl d
                    WHERE d.defaclnamespace = n.oid AND d.defaclobjtype = 'r' AND (
                      SELECT count(*) FROM aclexplode(d.defaclacl) a
                      WHERE a.grantee = r.oid AND a.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')) = 4)
                  THEN 'rights on tables to come' END,
                CASE WHEN NOT EXISTS (
                    SELECT 1 FROM pg_default_acl d
                    WHERE d.defaclnamespace = n.oid AND d.defaclobjtype = 'f' AND EXISTS (
                      SELECT 1 FROM aclexplode(d.defaclacl) a WHERE a.grantee = r.oid AND a.privilege_type = 'EXECUTE'))
                  THEN 'EXECUTE on functions to come' END),
              COALESCE((SELECT string_agg(c.relname, ', ' ORDER BY c.relname) FROM pg_class c
                WHERE c.relnamespace = n.oid AND c.relname IN ('flyway_schema_history', 'catalog') AND c.relkind = 'r'
                  AND has_table_privilege(r.oid, c.oid, 'INSERT, UPDATE, DELETE')), ''),
              i.oid IS NOT NULL AND NOT COALESCE(pg_has_role(r.oid, i.oid, 'MEMBER'), FALSE),
              COALESCE(pg_has_role(r.oid, i.oid, 'MEMBER'), FALSE),
              u.rolsuper OR (u.rolcreaterole AND (r.oid IS NULL OR current_setting('server_version_num')::INT < 160000
                OR pg_has_role(r.oid, 'MEMBER WITH ADMIN OPTION')))
            FROM pg_namespace n
            JOIN pg_roles u ON u.rolname = current_user
            LEFT JOIN pg_roles r ON r.rolname = '{role}'
            LEFT JOIN pg_roles i ON i.rolname = 'rds_iam'
            WHERE n.nspname = '{schema}'""";

    /** {@code null} where there is no schema yet. */
    static @Nullable FoundRole by(Database database, PostgresAddress address, Workers workers) {
        for (Row row : database.call("looking at the role of the workers", false, look(address, workers))) {
            return of(
                    workers,
                    row.getBoolean(0),
                    row.getBoolean(1),
                    row.getBoolean(2),
                    row.getString(3),
                    row.getString(4),
                    row.getBoolean(5),
                    row.getBoolean(6),
                    row.getBoolean(7));
        }
        return null;
    }

    /** As {@link #by(Database, PostgresAddress, Workers)}, within a transaction. */
    static @Nullable FoundRole by(Statement statement, PostgresAddress address, Workers workers) throws SQLException {
        try (ResultSet row = statement.executeQuery(look(address, workers))) {
            return row.next()
                    ? of(
                            workers,
                            row.getBoolean(1),
                            row.getBoolean(2),
                            row.getBoolean(3),
                            row.getString(4),
                            row.getString(5),
                            row.getBoolean(6),
                            row.getBoolean(7),
                            row.getBoolean(8))
                    : null;
        }
    }

    private static String look(PostgresAddress address, Workers workers) {
        return LOOK.replace("{schema}", address.schema()).replace("{role}", workers.role());
    }

    private static FoundRole of(
            Workers workers,
            boolean there,
            boolean owns,
            boolean mayLogIn,
            String lacking,
            String beyond,
            boolean iamMissing,
            boolean iamThere,
            boolean passwords) {
        boolean byPassword = workers.secret().isPresent();
        return new FoundRole(
                there, owns, mayLogIn, lacking, beyond, !byPassword && iamMissing, byPassword && iamThere, passwords);
    }

    boolean hasItsRights() {
        return there && lacking.isEmpty() && beyond.isEmpty();
    }

    /** What is not as it should be, for people; empty where all is. */
    String wrong() {
        if (!there) {
            return "is not there";
        }
        List<String> all = new ArrayList<>();
        if (!mayLogIn) {
            all.add("may not log in");
        }
        if (!lacking.isEmpty()) {
            all.add("lacks " + lacking);
        }
        if (!beyond.isEmpty()) {
            all.add("may change " + beyond);
        }
        if (wantsIam) {
            all.add("lacks the role rds_iam");
        }
        if (wantsPassword) {
            all.add("has the role rds_iam, with which no password is taken");
        }
        return String.join("; ", all);
    }
}
