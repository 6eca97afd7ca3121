package io.hakiri.catalog.postgres;

import io.hakiri.catalog.postgres.Credentials.NoProof;
import io.hakiri.catalog.postgres.Credentials.Proof;
import io.hakiri.catalog.postgres.PostgresAddress.Login;
import io.hakiri.catalog.postgres.PostgresAddress.Tls;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.SslMode;

/**
 * The database by JDBC, which migrations need; nothing else uses it. It logs in and judges the server as the connection layer
 * does.
 */
final class Jdbc {
    private static final String APPLICATION = "hakiri migrations";

    private Jdbc() {}

    static DataSource of(PostgresAddress address) {
        return of(address, Credentials.of(address));
    }

    static DataSource of(PostgresAddress address, Credentials credentials) {
        PGSimpleDataSource database = new WithCredentials(credentials);
        database.setServerNames(new String[] {address.host()});
        database.setPortNumbers(new int[] {address.port()});
        database.setDatabaseName(address.database());
        database.setApplicationName(APPLICATION);
        database.setTcpKeepAlive(true);
        // whole seconds, and 0 would be for ever
        database.setConnectTimeout(
                (int) address.connectTimeout().plusMillis(999).toSeconds());
        switch (address.tls()) {
            case Tls.Disabled() -> database.setSslMode(SslMode.DISABLE.value);
            case Tls.Verified verified -> {
                // the sockets verify more than the driver would with verify-full, which does not know of a host's other
                // name
                database.setSslMode(SslMode.REQUIRE.value);
                database.setSslfactory(VerifiedSockets.class.getName());
                database.setSslFactoryArg(VerifiedSockets.argument(certified(address), verified));
            }
        }
        return database;
    }

    /** The name that the server's certificate must show. */
    private static String certified(PostgresAddress address) {
        return address.login() instanceof Login.Iam iam && iam.host() != null ? iam.host() : address.host();
    }

    private static final class WithCredentials extends PGSimpleDataSource {
        private static final long serialVersionUID = 1L;

        private final transient Credentials credentials;

        WithCredentials(Credentials credentials) {
            this.credentials = credentials;
        }

        @Override
        public Connection getConnection() throws SQLException {
            try {
                Proof proof = credentials.current();
                try {
                    return getConnection(proof.user(), proof.password());
                } catch (SQLException e) {
                    if (Faults.loginRefused(e.getSQLState()) && credentials.renewedSince(proof)) {
                        Proof renewed = credentials.current();
                        return getConnection(renewed.user(), renewed.password());
                    }
                    throw e;
                }
            } catch (NoProof e) {
                throw new SQLException(e.getMessage(), e);
            }
        }
    }
}
