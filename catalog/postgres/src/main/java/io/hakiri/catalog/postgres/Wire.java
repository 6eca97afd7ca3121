package io.hakiri.catalog.postgres;

import io.hakiri.catalog.postgres.PostgresAddress.Login;
import io.hakiri.catalog.postgres.PostgresAddress.Tls;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** An address as the client wants it. */
final class Wire {
    /** Statements that are kept prepared on each connection. */
    private static final int MOST_PREPARED = 512;

    private static final int LONGEST_PREPARED = 65_536;

    private static final String APPLICATION = "hakiri";

    private Wire() {}

    static PgConnectOptions options(PostgresAddress address) {
        PgConnectOptions options = new PgConnectOptions()
                .setHost(address.host())
                .setPort(address.port())
                .setDatabase(address.database())
                .setUser(address.user() == null ? "" : address.user())
                .setPassword(address.login() instanceof Login.Password(String password) ? password : "")
                .setProperties(parameters(address));
        options.setConnectTimeout((int) address.connectTimeout().toMillis());
        options.setTcpKeepAlive(true);
        if (address.pooled()) {
            options.setUseLayer7Proxy(true);
            options.setCachePreparedStatements(false);
        } else {
            options.setCachePreparedStatements(true);
            options.setPreparedStatementCacheMaxSize(MOST_PREPARED);
            options.setPreparedStatementCacheSqlLimit(LONGEST_PREPARED);
        }
        switch (address.tls()) {
            case Tls.Disabled() -> options.setSslMode(SslMode.DISABLE);
            case Tls.Verified verified ->
                options.setSslMode(SslMode.VERIFY_FULL)
                        .setHostnameVerificationAlgorithm("HTTPS")
                        .setTrustOptions(TrustOptions.wrap(Trust.of(verified)));
        }
        return options;
    }

    /**
     * Set with the start of a connection. A pooler refuses those it does not know, so there are only the usual ones then: the
     * others belong to the role ({@code ALTER ROLE … SET statement_timeout …}).
     */
    private static Map<String, String> parameters(PostgresAddress address) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("application_name", APPLICATION);
        parameters.put("client_encoding", "UTF8");
        parameters.put("DateStyle", "ISO");
        if (!address.pooled()) {
            // so that the server stops before we go away, and says why
            Duration statement = address.callTimeout().multipliedBy(9).dividedBy(10);
            parameters.put("statement_timeout", Long.toString(statement.toMillis()));
            // so that a process that was stopped in a transaction keeps nobody else waiting for longer than that
            parameters.put(
                    "idle_in_transaction_session_timeout",
                    Long.toString(address.callTimeout().toMillis()));
        }
        return parameters;
    }
}
