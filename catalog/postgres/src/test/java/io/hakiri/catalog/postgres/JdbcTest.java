package io.hakiri.catalog.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.postgres.Credentials.Proof;
import io.hakiri.catalog.postgres.PostgresAddress.Login;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Migrations talk to whom the connection layer talks to, and get in as it does. */
@TestInstance(Lifecycle.PER_CLASS)
class JdbcTest {
    private final OwnPostgres server;
    private final Certificates certificates;

    JdbcTest(@TempDir Path folder) throws Exception {
        certificates = Certificates.make(folder, "dns:localhost,dns:db.real.example");
        server = OwnPostgres.start(Map.of("ssl", "on", "fsync", "off"), data -> {
            certificates.install(data);
            Path access = data.resolve("pg_hba.conf");
            try {
                Files.writeString(access, "hostssl all rotated all scram-sha-256\n" + Files.readString(access));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @BeforeAll
    void makeRole() throws SQLException {
        server.sql("CREATE ROLE rotated LOGIN PASSWORD 'second'");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private PostgresAddress verified(String user, String host) {
        return PostgresAddress.parse("postgresql://" + user + host + ":" + server.port() + "/postgres?sslrootcert="
                + certificates.authority());
    }

    private static String encryption(PostgresAddress address, Credentials credentials) throws SQLException {
        try (Connection connection = Jdbc.of(address, credentials).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT version || ' for ' || current_user FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static String encryption(PostgresAddress address) throws SQLException {
        return encryption(address, Credentials.of(address));
    }

    @Test
    void theRightServerIsTalkedToEncrypted() throws SQLException {
        assertThat(encryption(verified("postgres@", "localhost"))).isEqualTo("TLSv1.3 for postgres");
    }

    @Test
    void anotherNameThanThatOfTheCertificateIsRefused() {
        assertThatThrownBy(() -> encryption(verified("postgres@", "127.0.0.1")))
                .isInstanceOf(SQLException.class)
                .hasStackTraceContaining("No subject alternative names matching");
    }

    @Test
    void aNameBehindAnAliasIsTheOneThatCounts() throws SQLException {
        PostgresAddress alias = verified("postgres@", "127.0.0.1");
        PostgresAddress iam = new PostgresAddress(
                alias.host(),
                alias.port(),
                alias.database(),
                alias.user(),
                new Login.Iam("db.real.example", 5432, "eu-central-1"),
                alias.tls(),
                alias.pooled(),
                alias.poolSize(),
                alias.connectTimeout(),
                alias.callTimeout(),
                alias.schema(),
                alias.resourceId(),
                alias.synchronousStandby(),
                alias.reader(),
                alias.workers());

        assertThat(encryption(iam, fixed(new Proof("postgres", "any")))).isEqualTo("TLSv1.3 for postgres");
    }

    @Test
    void anUnknownAuthorityIsRefused() {
        assertThatThrownBy(() -> encryption(
                        PostgresAddress.parse("postgresql://postgres@localhost:" + server.port() + "/postgres")))
                .isInstanceOf(SQLException.class)
                .hasStackTraceContaining("PKIX");
    }

    @Test
    void aRotatedPasswordIsReadAgain() throws SQLException {
        Queue<String> secrets = new ArrayDeque<>(List.of(
                "{\"username\": \"rotated\", \"password\": \"first\"}",
                "{\"username\": \"rotated\", \"password\": \"second\"}"));

        assertThat(encryption(verified("rotated@", "localhost"), new SecretCredentials(secrets::remove)))
                .isEqualTo("TLSv1.3 for rotated");
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
