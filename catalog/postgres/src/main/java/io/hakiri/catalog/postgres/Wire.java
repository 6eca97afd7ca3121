package io.hakiri.catalog.postgres;

import io.hakiri.catalog.postgres.PostgresAddress.Tls;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An address as the client wants it. Each connection gets options made from the start: the client's own way of copying them
 * forgets that there is a pooler.
 */
final class Wire {
    /** Statements that are kept prepared on each connection. */
    private static final int MOST_PREPARED = 512;

    private static final int LONGEST_PREPARED = 65_536;

    private static final String APPLICATION = "hakiri";

    private final PostgresAddress address;
    private final @Nullable Trust trust;

    Wire(PostgresAddress address) {
        this.address = address;
        this.trust = address.tls() instanceof Tls.Verified verified ? Trust.of(verified) : null;
    }

    PgConnectOptions options(Credentials.Proof proof) {
        return filled(new PgConnectOptions(), proof);
    }

    /** As {@link #options}, to a machine that must show the certificate of another name than that it was found by. */
    PgConnectOptions options(Credentials.Proof proof, InetAddress machine, String certified) {
        return filled(new Through(machine, certified), proof);
    }

    /** What was the matter where the client only says that there was something. */
    Throwable reason(Throwable said) {
        Throwable refusal = trust == null ? null : trust.refusal();
        return refusal == null ? said : refusal;
    }

    private static final class Through extends PgConnectOptions {
        private final InetAddress machine;

        Through(InetAddress machine, String certified) {
            try {
                this.machine = InetAddress.getByAddress(certified, machine.getAddress());
            } catch (UnknownHostException e) {
                throw new IllegalStateException("an address of a strange length", e);
            }
        }

        @Override
        public SocketAddress getSocketAddress() {
            return SocketAddress.inetSocketAddress(new InetSocketAddress(machine, getPort()));
        }
    }

    private PgConnectOptions filled(PgConnectOptions options, Credentials.Proof proof) {
        options.setHost(address.host())
                .setPort(address.port())
                .setDatabase(address.database())
                .setUser(proof.user())
                .setPassword(proof.password())
                .setProperties(parameters())
                .setConnectTimeout((int) address.connectTimeout().toMillis())
                .setTcpKeepAlive(true);
        if (trust == null) {
            options.setSslMode(SslMode.DISABLE);
        } else {
            options.setSslMode(SslMode.VERIFY_FULL)
                    .setTrustOptions(TrustOptions.wrap(trust))
                    .setHostnameVerificationAlgorithm("HTTPS");
        }
        if (address.pooled()) {
            options.setUseLayer7Proxy(true).setCachePreparedStatements(false);
        } else {
            options.setCachePreparedStatements(true)
                    .setPreparedStatementCacheMaxSize(MOST_PREPARED)
                    .setPreparedStatementCacheSqlLimit(LONGEST_PREPARED);
        }
        return options;
    }

    /**
     * Set with the start of a connection. A pooler refuses those it does not know, so there are only the usual ones then: the
     * others belong to the role ({@code ALTER ROLE … SET statement_timeout …}).
     */
    private Map<String, String> parameters() {
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
