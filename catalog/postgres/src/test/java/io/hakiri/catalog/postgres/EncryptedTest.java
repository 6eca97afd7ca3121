package io.hakiri.catalog.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.postgres.Credentials.NoProof;
import io.hakiri.catalog.postgres.Credentials.Proof;
import io.hakiri.catalog.postgres.Database.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Who may be talked to, and who gets in, over TLS. */
@TestInstance(Lifecycle.PER_CLASS)
class EncryptedTest {
    /** The first two as RDS has them: IAM's tokens are sent as they are, inside TLS. */
    private static final String ACCESS = """
            hostssl all iam     all password
            hostssl all rotated all scram-sha-256
            host    all rotated all reject
            """;

    private static final String NAMES = "dns:localhost,dns:db.real.example";

    private final OwnPostgres server;
    private final Certificates certificates;

    EncryptedTest(@TempDir Path folder) throws Exception {
        certificates = Certificates.make(folder, NAMES);
        server = OwnPostgres.start(Map.of("ssl", "on", "fsync", "off"), this::prepare);
    }

    private void prepare(Path data) {
        try {
            certificates.install(data);
            Path access = data.resolve("pg_hba.conf");
            Files.writeString(access, ACCESS + Files.readString(access));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeAll
    void makeRoles() throws SQLException {
        server.sql("CREATE ROLE iam LOGIN PASSWORD 'token-1'");
        server.sql("CREATE ROLE rotated LOGIN PASSWORD 'first'");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private String verified(String user, String host) {
        return "postgresql://" + user + host + ":" + server.port() + "/postgres?sslrootcert="
                + certificates.authority();
    }

    private static String encryption(Database database) {
        return database.call(
                        "asking",
                        false,
                        "SELECT version || ' for ' || current_user FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
                .iterator()
                .next()
                .getString(0);
    }

    private static Database open(String address) {
        return new Database(PostgresAddress.parse(address), Role.PRIMARY);
    }

    private static void refused(String address, String... parts) {
        try (Database database = open(address)) {
            assertThatThrownBy(() -> encryption(database))
                    .isInstanceOf(CatalogException.Unavailable.class)
                    .hasMessageContainingAll(parts);
        }
    }

    @Nested
    class Servers {
        @Test
        void theRightOneIsTalkedToEncrypted() {
            try (Database database = open(verified("postgres@", "localhost"))) {
                assertThat(encryption(database)).isEqualTo("TLSv1.3 for postgres");
            }
        }

        @Test
        void anotherNameThanThatOfTheCertificateIsRefused() {
            refused(verified("postgres@", "127.0.0.1"), "127.0.0.1", "could not prove", "host name");
        }

        @Test
        void anUnknownAuthorityIsRefused() {
            refused(
                    "postgresql://postgres@localhost:" + server.port() + "/postgres",
                    "could not prove",
                    "sslrootcert=FILE");
        }

        @Test
        void oneThatDoesNotEncryptIsRefused() {
            try (PostgresServer plain = new PostgresServer()) {
                refused(plain.newDatabase().replace("?sslmode=disable", ""), "does not encrypt", "?sslmode=disable");
            }
        }

        @Test
        void aFileWithoutCertificatesIsRefusedBeforeAnyCall() {
            assertThatThrownBy(() -> open("postgresql://u@localhost/d?sslrootcert="
                            + server.data().resolve("PG_VERSION")))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("sslrootcert");
        }

        @Test
        void theRootsOfRdsAreKnown() {
            assertThat(Trust.of(new PostgresAddress.Tls.Verified(null)).getAcceptedIssuers())
                    .extracting(root -> root.getSubjectX500Principal().getName())
                    .filteredOn(name -> name.contains("Amazon RDS eu-central-1 Root CA"))
                    .hasSize(3);
        }
    }

    @Nested
    class Logins {
        @Test
        void eachConnectionHasATokenOfItsOwn() throws SQLException {
            Queue<String> tokens = new ArrayDeque<>(List.of("token-1", "token-2"));
            Credentials credentials = new Credentials() {
                @Override
                public Proof current() {
                    return new Proof("iam", tokens.remove());
                }

                @Override
                public boolean renewedSince(Proof refused) {
                    return false;
                }
            };
            PostgresAddress address = PostgresAddress.parse(verified("iam@", "localhost"));
            try (Database database = new Database(address, Role.PRIMARY, credentials)) {
                assertThat(encryption(database)).isEqualTo("TLSv1.3 for iam");
                server.sql("ALTER ROLE iam PASSWORD 'token-2'");
                database.transaction("using both", Database.Begin.SNAPSHOT, tx -> {
                    tx.run("SELECT 1");
                    assertThat(encryption(database)).isEqualTo("TLSv1.3 for iam");
                    return Database.Outcome.rollback("");
                });
            }
            assertThat(tokens).isEmpty();
        }

        @Test
        void aPrivateAliasIsFollowedToTheMachineOfTheRealName() {
            PostgresAddress address =
                    PostgresAddress.parse(verified("postgres@", "127.0.0.1") + "&auth=iam&iam-host=db.real.example");
            try (Database database = new Database(address, Role.PRIMARY, fixed(new Proof("postgres", "")))) {
                assertThat(encryption(database)).isEqualTo("TLSv1.3 for postgres");
            }

            PostgresAddress wrong =
                    PostgresAddress.parse(verified("postgres@", "localhost") + "&auth=iam&iam-host=db.other.example");
            try (Database database = new Database(wrong, Role.PRIMARY, fixed(new Proof("postgres", "")))) {
                assertThatThrownBy(() -> encryption(database)).hasMessageContaining("could not prove");
            }
        }

        @Test
        void aRotatedSecretIsReadAgainWhenALoginFails() throws SQLException {
            Queue<String> secrets =
                    new ArrayDeque<>(List.of(secret("first"), secret("second"), secret("second"), secret("third")));
            PostgresAddress address = PostgresAddress.parse(verified("", "localhost") + "&auth=secret&secret=db");
            try (Database database = new Database(address, Role.PRIMARY, new SecretCredentials(secrets::remove))) {
                assertThat(encryption(database)).isEqualTo("TLSv1.3 for rotated");

                rotate("second");
                assertThat(encryption(database)).isEqualTo("TLSv1.3 for rotated");

                // the database is changed before the secret is
                rotate("third");
                assertThatThrownBy(() -> encryption(database))
                        .isInstanceOf(CatalogException.Unavailable.class)
                        .hasMessageContaining("login failed")
                        .hasMessageNotContaining("second");
                assertThat(encryption(database)).isEqualTo("TLSv1.3 for rotated");
            }
        }

        /** And ends the connections that are open. */
        private void rotate(String password) throws SQLException {
            server.sql("ALTER ROLE rotated PASSWORD '" + password + "'");
            server.sql("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'rotated'");
        }

        @Test
        void aSecretThatCannotBeReadIsAClearFault() {
            PostgresAddress address = PostgresAddress.parse(verified("", "localhost") + "&auth=secret&secret=db");
            SecretCredentials.Source denied = () -> {
                throw new NoProof("the secret db could not be read: denied", new IOException());
            };
            for (SecretCredentials.Source source :
                    List.<SecretCredentials.Source>of(denied, () -> "hidden", () -> "{\"password\": \"hidden\"}")) {
                try (Database database = new Database(address, Role.PRIMARY, new SecretCredentials(source))) {
                    assertThatThrownBy(() -> encryption(database))
                            .isInstanceOf(CatalogException.Unavailable.class)
                            .hasMessageContaining("the secret")
                            .hasMessageNotContaining("hidden");
                }
            }
        }

        private static String secret(String password) {
            return "{\"engine\": \"postgres\", \"username\": \"rotated\", \"password\": \"" + password + "\"}";
        }

        private static Credentials fixed(Proof proof) {
            return new Credentials() {
                @Override
                public Proof current() {
                    return proof;
                }

                @Override
                public boolean renewedSince(Proof refused) {
                    return false;
                }
            };
        }
    }
}
