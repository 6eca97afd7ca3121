package io.hakiri.catalog.postgres;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.postgres.Credentials.NoProof;
import io.hakiri.catalog.postgres.Credentials.Proof;
import io.hakiri.catalog.postgres.PostgresAddress.Login;
import io.hakiri.catalog.postgres.PostgresAddress.Workers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PasswordUtil;

/**
 * The role that runs pipelines, where the address names one ({@code workers}): whoever makes the tables makes it and gives it
 * its rights, and no other.
 *
 * <p>What it has is looked at first, in one query that everybody may ask. If nothing is missing, that is all, but for a password
 * in a secret: nobody can compare that one, so who may set it, does. What is changed, is changed in one transaction under the
 * lock of the migrations, looked at again before it is committed.
 */
final class WorkerRole {
    /** As docs/postgresql.md shows them; a test compares. */
    private static final String RIGHTS = """
            GRANT USAGE ON SCHEMA {schema} TO {role};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role};
            REVOKE INSERT, UPDATE, DELETE ON {schema}.flyway_schema_history, {schema}.catalog FROM {role};
            GRANT UPDATE (place, generation) ON {schema}.catalog TO {role};
            GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO {role};
            ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
            ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT EXECUTE ON FUNCTIONS TO {role};
            """;

    private static final String MAKE = "CREATE ROLE {role} LOGIN";
    private static final String LET_IN = "ALTER ROLE {role} LOGIN";
    private static final String BY_IAM = "GRANT rds_iam TO {role}";
    private static final String BY_PASSWORD = "REVOKE rds_iam FROM {role}";

    /** The server is given what the password can be compared with, and never the password. */
    private static final String ENCRYPTION = "scram-sha-256";

    /**
     * Roles are the server's, and the lock is the database's: in another one somebody may be making or changing the same role. Then
     * the server says that there is one, that a row was changed at the same time, or that both waited for each other.
     */
    private static final Set<String> MET_OTHERS = Set.of("42710", "23505", "XX000", "40001", "40P01");

    private static final int MOST_MEETINGS = 20;

    private final Database database;
    private final PostgresAddress address;
    private final @Nullable Workers workers;

    WorkerRole(Database database, PostgresAddress address) {
        this.database = database;
        this.address = address;
        this.workers = address.workers().orElse(null);
    }

    /** The rights in SQL, for a schema and a role as they are to be written. */
    static String rights(String schema, String role) {
        return said(RIGHTS, schema, role);
    }

    private static String said(String sql, String schema, String role) {
        return sql.replace("{schema}", schema).replace("{role}", role);
    }

    boolean named() {
        return workers != null;
    }

    /** What is not as it should be, with what to do; empty where all is, no role is named, or there is no schema. */
    Optional<String> lacking() {
        if (workers == null) {
            return Optional.empty();
        }
        FoundRole found = FoundRole.by(database, address, workers);
        if (found == null) {
            return Optional.empty();
        }
        if (found.owns()) {
            return Optional.of(owner(workers));
        }
        String wrong = found.wrong();
        return wrong.isEmpty() ? Optional.empty() : Optional.of(subject(workers) + wrong + ". " + who(workers));
    }

    /**
     * Makes the role and gives it what it lacks.
     *
     * @throws CatalogException.Incompatible if it lacks something that this caller may not give
     */
    void see() {
        if (workers == null) {
            return;
        }
        FoundRole found = FoundRole.by(database, address, workers);
        if (found == null) {
            return;
        }
        if (found.owns()) {
            throw new CatalogException.Incompatible(owner(workers), null);
        }
        String wrong = found.wrong();
        boolean passwordToo = workers.secret().isPresent() && found.passwords() && !address.pooled();
        if (wrong.isEmpty() && !passwordToo) {
            return;
        }
        if (address.pooled()) {
            throw new CatalogException.Incompatible(
                    subject(workers) + wrong
                            + ", and cannot be changed through a pooler. Nothing was changed. Once do: hakiri catalog upgrade"
                            + " with the server's own address (without pooler=transaction)",
                    null);
        }
        give(Jdbc.of(address), workers, found.passwords() ? proof(workers) : null);
    }

    private static @Nullable Proof proof(Workers workers) {
        if (workers.secret().isEmpty()) {
            return null;
        }
        Login.Secret secret = workers.secret().get();
        Proof proof;
        try {
            proof = new SecretCredentials(Aws.secrets(secret)).current();
        } catch (NoProof e) {
            throw new CatalogException.Unavailable(
                    "the password of the role " + workers.role() + " is not known: " + e.getMessage()
                            + ". The role was not changed. Look at the rights of this program in AWS, and at workers-secret",
                    e);
        }
        if (!proof.user().equals(workers.role())) {
            throw new CatalogException.Incompatible(
                    "the secret " + secret.id() + " (workers-secret) is not that of the role " + workers.role()
                            + ": its username is another one. The role was not changed. Name the secret of the role, or the"
                            + " role of the secret (workers)",
                    null);
        }
        if (proof.password().isEmpty()) {
            throw new CatalogException.Incompatible(
                    "the secret " + secret.id() + " (workers-secret) has an empty password. The role " + workers.role()
                            + " was not changed",
                    null);
        }
        return proof;
    }

    private void give(DataSource owner, Workers workers, @Nullable Proof proof) {
        for (int meeting = 1; ; meeting++) {
            try (Connection connection = owner.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                Migrations.alone(statement, address.schema());
                give(statement, workers, proof);
                connection.commit();
                return;
            } catch (SQLException e) {
                if (meeting == MOST_MEETINGS || !MET_OTHERS.contains(e.getSQLState())) {
                    throw translate(workers, e);
                }
            }
        }
    }

    private void give(Statement statement, Workers workers, @Nullable Proof proof) throws SQLException {
        String role = '"' + workers.role() + '"';
        FoundRole before = FoundRole.by(statement, address, workers);
        if (before == null) {
            return;
        }
        if (!before.there()) {
            statement.execute(said(MAKE, address.schema(), role));
        } else if (!before.mayLogIn()) {
            statement.execute(said(LET_IN, address.schema(), role));
        }
        if (!before.hasItsRights()) {
            statement.execute(rights(address.schema(), role));
        }
        if (before.wantsIam()) {
            statement.execute(said(BY_IAM, address.schema(), role));
        } else if (before.wantsPassword()) {
            statement.execute(said(BY_PASSWORD, address.schema(), role));
        }
        if (proof != null) {
            statement.execute(PasswordUtil.genAlterUserPasswordSQL(
                    workers.role(), proof.password().toCharArray(), ENCRYPTION));
        }
        FoundRole after = FoundRole.by(statement, address, workers);
        String wrong = after == null ? "" : after.wrong();
        if (!wrong.isEmpty()) {
            throw new CatalogException.Incompatible(
                    subject(workers) + wrong + ", and this role may not change that. The role was not changed. "
                            + who(workers),
                    null);
        }
    }

    private CatalogException translate(Workers workers, SQLException e) {
        if (Migrations.FORBIDDEN.equals(Migrations.state(e))) {
            FoundRole found = FoundRole.by(database, address, workers);
            String wrong = found == null ? "" : found.wrong();
            return new CatalogException.Incompatible(
                    subject(workers) + (wrong.isEmpty() ? "cannot be given its password" : wrong)
                            + ", and this role may not change that. The role was not changed. " + who(workers),
                    e);
        }
        if (Migrations.NOT_IN_TIME.equals(Migrations.state(e))) {
            return new CatalogException.Unavailable(
                    subject(workers) + "was not changed: another instance is still at it. Do the same again", e);
        }
        return new CatalogException.Unavailable(
                subject(workers) + "was not changed. Look at the cause, then: hakiri catalog upgrade", e);
    }

    private String subject(Workers workers) {
        return "the role " + workers.role() + " of the workers of " + address.place() + ", schema " + address.schema()
                + ", ";
    }

    private static String who(Workers workers) {
        return "Let who owns the tables and may change roles (CREATEROLE) do, with workers=" + workers.role()
                + " in the address: hakiri catalog upgrade";
    }

    private String owner(Workers workers) {
        return subject(workers)
                + "can change tables whatever is granted: it is a superuser, owns some of them, or may act as who does."
                + " The role was not changed. Give another one by workers";
    }
}
