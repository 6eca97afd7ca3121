package io.hakiri.catalog.postgres;

import io.hakiri.catalog.InvalidInput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a catalog in PostgreSQL is and how to get in: {@code postgresql://user:password@host:5432/database?option=value&…}.
 * What has a meaning of its own in a URL is percent-encoded. The password is in no text that this class makes.
 *
 * @param host a name or an address, without the brackets of IPv6
 * @param user {@code null} only where {@link Login.Secret} names it
 * @param tls whether the server must prove who it is, or is talked to in plain text
 * @param pooled whether a pooler hands each transaction to another connection of the server (PgBouncer in transaction mode,
 *     RDS Proxy): then nothing outlives a transaction
 * @param poolSize the most connections that are open at once
 * @param connectTimeout how long opening a connection may take
 * @param callTimeout how long a call may take in all: waiting for a connection, opening one, the statements, doing them again
 * @param schema where the tables are
 * @param resourceId what AWS calls the instance or the cluster for ever, to know a restored copy by; as given
 * @param synchronousStandby whether a standby that takes over has each transaction that was acknowledged
 * @param reader where listings that may lag are read
 * @param workers the role that whoever makes the tables gives to those who run pipelines
 */
record PostgresAddress(
        String host,
        int port,
        String database,
        @Nullable String user,
        Login login,
        Tls tls,
        boolean pooled,
        int poolSize,
        Duration connectTimeout,
        Duration callTimeout,
        String schema,
        Optional<String> resourceId,
        boolean synchronousStandby,
        Optional<PostgresAddress> reader,
        Optional<Workers> workers) {
    static final int DEFAULT_PORT = 5432;
    static final int DEFAULT_POOL_SIZE = 10;
    static final int LARGEST_POOL_SIZE = 500;
    static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);
    static final Duration DEFAULT_CALL_TIMEOUT = Duration.ofSeconds(30);
    static final String DEFAULT_SCHEMA = "hakiri";

    /** How the server knows who comes. */
    sealed interface Login {
        /** With the password of the address; empty where the server asks for none. */
        record Password(String password) implements Login {
            @Override
            public String toString() {
                return "Password[…]";
            }
        }

        /**
         * With the user name and password that a secret of AWS Secrets Manager holds.
         *
         * @param id its name or ARN
         * @param region where it is; {@code null} for the one of its ARN or of the surroundings
         */
        record Secret(String id, @Nullable String region) implements Login {}

        /**
         * With a token that AWS IAM signs for each connection.
         *
         * @param host the endpoint's own name, which the token is made for and the server's certificate shows, where the
         *     address has another one: a private alias, the end of a tunnel; {@code null} for that of the address
         * @param port of the endpoint, where {@code host} is given
         * @param region where the database is; {@code null} for the one of the surroundings
         */
        record Iam(
                @Nullable String host, int port, @Nullable String region) implements Login {}
    }

    /** What protects the connection. */
    sealed interface Tls {
        /**
         * Encrypted; the server's certificate must be for its host and signed by somebody trusted.
         *
         * @param roots a file of certificates (PEM) that alone are trusted; {@code null} for those of RDS and of Java
         */
        record Verified(@Nullable Path roots) implements Tls {}

        /** In plain text, which must be asked for by name. */
        record Disabled() implements Tls {}
    }

    /**
     * Who runs pipelines, and may not change tables.
     *
     * @param role a plain name
     * @param secret what holds the role's password; empty where it logs in by IAM, or was given one by hand
     */
    record Workers(String role, Optional<Login.Secret> secret) {
        private static final String NAME = "[a-z_][a-z0-9_]{0,62}";

        Workers {
            if (!role.matches(NAME)
                    || role.startsWith("pg_")
                    || role.startsWith("rds_")
                    || role.equals("public")
                    || role.equals("none")) {
                throw new InvalidInput("workers", NAME + ", not public or none, not beginning with pg_ or rds_", role);
            }
        }
    }

    PostgresAddress {
        Objects.requireNonNull(login);
        if (user == null && !(login instanceof Login.Secret)) {
            throw new InvalidInput("user", "postgresql://USER@…", "none");
        }
        if (login instanceof Login.Iam && tls instanceof Tls.Disabled) {
            throw new InvalidInput(
                    "auth", "sslmode=verify-full with auth=iam: a token is sent as it is", "sslmode=disable");
        }
        if (user != null && workers.isPresent() && workers.get().role().equals(user)) {
            throw new InvalidInput("workers", "another role than the user of the address, who makes the tables", user);
        }
    }

    /**
     * Reads an address.
     *
     * @throws InvalidInput naming the part that is wrong; a password is never in the message
     */
    static PostgresAddress parse(String text) {
        return AddressParser.parse(text);
    }

    /** Host, port and database, for messages. */
    String place() {
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return name + ":" + port + "/" + database;
    }

    /** The address without its password and options, for people. */
    String shown() {
        return "postgresql://" + (user == null ? "" : user + "@") + place();
    }

    @Override
    public String toString() {
        return shown();
    }
}
