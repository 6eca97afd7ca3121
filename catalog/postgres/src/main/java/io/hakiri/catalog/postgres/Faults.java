package io.hakiri.catalog.postgres;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.postgres.DriverFault.Stage;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a failure means: whether the connection can be used again, whether another try may help, and which fault of the
 * contract it is (C-24). An error that the server answers took its transaction back; an error with which it ends the
 * connection is lost with the connection, by the client.
 */
final class Faults {
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK = "40P01";
    private static final String READ_ONLY = "25006";
    private static final String TOO_MANY_CONNECTIONS = "53300";
    private static final String CANNOT_CONNECT_NOW = "57P03";

    /** The connection is in a state that none of ours leaves behind: a pooler's, or a plan that no longer fits. */
    private static final Set<String> STALE = Set.of("25P02", "26000", "42P05", "0A000");

    private static final String NOT_ACTIVE = "Connection is not active now";
    private static final String NEVER_SENT = "Pending requests failed to be sent";

    /** What another try may help against. */
    enum Hope {
        NONE,
        CONFLICT,
        BUSY,
        LOST
    }

    private Faults() {}

    /** Whether the server answered that it did not do it. */
    static boolean refused(Throwable driver) {
        return driver instanceof PgException;
    }

    /** Whether it stayed in this process. */
    static boolean neverSent(@Nullable Throwable driver) {
        String message = driver == null ? null : driver.getMessage();
        return message != null && (message.startsWith(NOT_ACTIVE) || message.startsWith(NEVER_SENT));
    }

    /** Whether the server, not the statement, is the trouble: it follows another one now. */
    static boolean wrongServer(Throwable driver) {
        return driver instanceof WrongServer.Standby || READ_ONLY.equals(state(driver));
    }

    static boolean leavesUsable(Throwable driver) {
        String state = state(driver);
        return state != null
                && !state.equals(READ_ONLY)
                && !STALE.contains(state)
                && !state.startsWith("57P")
                && !state.startsWith("08")
                && !state.startsWith("XX");
    }

    static Hope hope(DriverFault fault) {
        Throwable driver = fault.driver();
        if (fault.stage() == Stage.WAITING
                || driver instanceof TimeoutException
                || driver instanceof InterruptedException) {
            return Hope.NONE;
        }
        String state = state(driver);
        if (wrongServer(driver) || TOO_MANY_CONNECTIONS.equals(state) || CANNOT_CONNECT_NOW.equals(state)) {
            return Hope.BUSY;
        }
        if (SERIALIZATION_FAILURE.equals(state) || DEADLOCK.equals(state)) {
            return Hope.CONFLICT;
        }
        boolean lost = state == null && fault.stage() == Stage.TALKING && connectionLost(driver);
        return lost || (state != null && STALE.contains(state)) ? Hope.LOST : Hope.NONE;
    }

    private static boolean connectionLost(Throwable driver) {
        return driver instanceof ClosedConnectionException
                || driver instanceof java.io.IOException
                || neverSent(driver);
    }

    private static @Nullable String state(Throwable driver) {
        return driver instanceof PgException said ? said.getSqlState() : null;
    }

    static CatalogException translate(PostgresAddress address, String what, DriverFault fault, boolean mayBeApplied) {
        String where = what + " at " + address.place() + ": ";
        Throwable driver = fault.driver();
        if (mayBeApplied) {
            return new CatalogException.OutcomeUnknown(
                    where + reason(driver) + " while it was being done. It may have been applied: send the same step or"
                            + " request again",
                    driver);
        }
        return driver instanceof PgException said
                ? said(address, where, said)
                : new CatalogException.Unavailable(where + unavailable(address, fault), driver);
    }

    private static String reason(Throwable driver) {
        return switch (driver) {
            case TimeoutException _ -> "no answer came in time";
            case InterruptedException _ -> "the caller was interrupted";
            default -> "the connection was lost";
        };
    }

    private static String unavailable(PostgresAddress address, DriverFault fault) {
        Throwable driver = fault.driver();
        if (fault.stage() == Stage.WAITING) {
            return switch (driver) {
                case TimeoutException _ ->
                    "no connection became free within " + address.callTimeout() + ", all " + address.poolSize()
                            + " are in use. Nothing was changed. Do the same again, or give pool-size a greater number";
                case RejectedExecutionException _ -> "it is closed. Nothing was changed";
                default -> "the caller was interrupted. Nothing was changed";
            };
        }
        return switch (driver) {
            case WrongServer.Standby _ ->
                "a standby answers, which cannot be written and may lag. Nothing was changed. After a failover do the same"
                        + " again; else give the address of the writer, and this one as read-url";
            case WrongServer.Forgetful _ ->
                "synchronous_commit is off there, so that what it acknowledges may be lost. Nothing was changed. Switch it on"
                        + " for this role or database (ALTER ROLE … SET synchronous_commit = on)";
            case TimeoutException _
            when fault.stage() == Stage.CONNECTING ->
                "no connection within " + address.connectTimeout()
                        + ". Nothing was changed. Look whether the server is up and the network (security group, route) lets"
                        + " this machine in";
            case TimeoutException _ ->
                "no answer within " + address.callTimeout() + ". Nothing was changed. Do the same again";
            case InterruptedException _ -> "the caller was interrupted. Nothing was changed";
            case UnknownHostException _ -> "nobody knows the host name. Nothing was changed. Look at the address";
            case NoRouteToHostException _ -> "no way to the host. Nothing was changed. Look at the network";
            case ConnectException _ ->
                "the connection was refused. Nothing was changed. Look whether the server is up, and at the port";
            case SSLException _ ->
                "the server could not prove who it is (" + driver.getMessage()
                        + "). Nothing was changed. Look at the host name; give sslrootcert=FILE for a certificate of your own"
                        + " authority";
            default -> "the connection failed (" + driver.getMessage() + "). Nothing was changed. Do the same again";
        };
    }

    private static CatalogException said(PostgresAddress address, String where, PgException said) {
        String state = said.getSqlState() == null ? "" : said.getSqlState();
        String words = where + said.getErrorMessage() + " (" + state + "). ";
        return switch (state) {
            case "42P01", "42703", "42883", "42704", "3F000" ->
                new CatalogException.Incompatible(
                        words + "There is no catalog in the schema " + address.schema()
                                + ", or one of another version. Nothing was changed. Make it by: hakiri catalog init, or"
                                + " bring it up to date by: hakiri catalog upgrade",
                        said);
            case "XX001", "XX002" ->
                new CatalogException.Corrupt(
                        words
                                + "The database is damaged. Nothing was changed. Keep it, and restore a copy (then: hakiri"
                                + " catalog adopt --reason TEXT)",
                        said);
            default -> new CatalogException.Unavailable(words + "Nothing was changed. " + advice(state), said);
        };
    }

    private static String advice(String state) {
        return switch (state) {
            case SERIALIZATION_FAILURE, DEADLOCK -> "Others changed the same rows all the time; do the same again";
            case READ_ONLY ->
                "It cannot be written: a standby after a failover, or storage that is full. Do the same again, or give the"
                        + " address of the writer";
            case TOO_MANY_CONNECTIONS ->
                "The server has no connection left: lower pool-size or the number of processes, raise max_connections, or"
                        + " put a pooler in front";
            case CANNOT_CONNECT_NOW, "57P01", "57P02", "57P05" -> "The server starts or stops; do the same again";
            case "57014" -> "It took too long; do the same again, or raise call-timeout";
            case "53100" -> "The server's disk is full: make room, then do the same again";
            case "42501" -> "This user lacks a right; see docs: least-privilege roles";
            case "28P01", "28000" -> "The login failed: look at user, password, and the server's pg_hba.conf";
            case "3D000" -> "Make the database first, or give another name";
            case "26000", "42P05" -> "A pooler is in between: add pooler=transaction to the address";
            default -> "The server's own log says more";
        };
    }
}
