package io.hakiri.catalog.postgres;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.postgres.DriverFault.Stage;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What a failure means: whether the connection can be used again, whether another try may help, and which fault of the
 * contract it is (C-24). An error that the server answers took its transaction back. What it says while it ends a connection
 * is no answer: it may say that after a commit, and the client passes on only that the connection is lost.
 */
final class Faults {
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK = "40P01";
    private static final String READ_ONLY = "25006";
    private static final String TOO_MANY_CONNECTIONS = "53300";
    private static final String CANNOT_CONNECT_NOW = "57P03";

    /** Wrong password, or no way in for this user. */
    private static final Set<String> LOGIN_REFUSED = Set.of("28P01", "28000");

    /** The connection is in a state that none of ours leaves behind: a pooler's, or a plan that no longer fits. */
    private static final Set<String> STALE = Set.of("25P02", "26000", "42P05", "0A000", "08P01");

    private static final Set<String> NO_SUCH_TABLE = Set.of("42P01", "42703", "42883", "42704", "3F000");
    private static final Set<String> DAMAGED = Set.of("XX001", "XX002");

    private static final String NOT_ACTIVE = "Connection is not active now";
    private static final String NEVER_SENT = "Pending requests failed to be sent";

    /** What another try may help against. */
    enum Hope {
        NONE,
        /** Others change the same rows. */
        CONFLICT,
        /** The server has to come to itself. */
        BUSY,
        /** Only this connection is bad. */
        LOST
    }

    private Faults() {}

    /** Whether the server answered that it did not do it. */
    static boolean refused(Throwable driver) {
        return driver instanceof PgException;
    }

    /** Whether it stayed in this process. */
    static boolean neverSent(@Nullable Throwable driver) {
        if (driver instanceof DescribedConnection.NeverSent) {
            return true;
        }
        String message = driver == null ? null : driver.getMessage();
        return message != null && (message.startsWith(NOT_ACTIVE) || message.startsWith(NEVER_SENT));
    }

    /** Whether the server, not the statement, is the trouble: it follows another one now. */
    static boolean wrongServer(Throwable driver) {
        return driver instanceof WrongServer.Standby || state(driver).equals(READ_ONLY);
    }

    static boolean loginRefused(Throwable driver) {
        return loginRefused(state(driver));
    }

    static boolean loginRefused(@Nullable String state) {
        return LOGIN_REFUSED.contains(state);
    }

    /** Whether the connection is as good as before. */
    static boolean leavesUsable(Throwable driver) {
        String state = state(driver);
        return refused(driver)
                && !state.equals(READ_ONLY)
                && !STALE.contains(state)
                && !state.startsWith("57P")
                && !state.startsWith("08")
                && !state.startsWith("XX");
    }

    static Hope hope(DriverFault fault) {
        Throwable driver = fault.driver();
        if (fault.stage() == Stage.WAITING) {
            return Hope.NONE;
        }
        if (wrongServer(driver)) {
            return Hope.BUSY;
        }
        return switch (state(driver)) {
            case TOO_MANY_CONNECTIONS, CANNOT_CONNECT_NOW -> Hope.BUSY;
            case SERIALIZATION_FAILURE, DEADLOCK -> Hope.CONFLICT;
            default -> fault.stage() == Stage.TALKING ? hopeWhileTalking(driver) : hopeOfConnecting(driver);
        };
    }

    private static Hope hopeWhileTalking(Throwable driver) {
        boolean bad = refused(driver) ? STALE.contains(state(driver)) : !gaveUp(driver) && !misused(driver);
        return bad ? Hope.LOST : Hope.NONE;
    }

    /** A connection that broke while it was made may be made again; one that could not be made is nothing to hope for. */
    private static Hope hopeOfConnecting(Throwable driver) {
        return switch (driver) {
            case ConnectException _, NoRouteToHostException _, UnknownHostException _ -> Hope.NONE;
            case ClosedConnectionException _, IOException _ -> Hope.LOST;
            default -> Hope.NONE;
        };
    }

    private static boolean gaveUp(Throwable driver) {
        return driver instanceof TimeoutException || driver instanceof InterruptedException;
    }

    /** Whether the client refused what it was given: a mistake of this program. */
    private static boolean misused(Throwable driver) {
        return driver instanceof NoStackTraceThrowable && !neverSent(driver);
    }

    /** What the server calls it; empty where it is not the server who says it. */
    private static String state(Throwable driver) {
        String state = driver instanceof PgException said ? said.getSqlState() : null;
        return state == null ? "" : state;
    }

    /**
     * What a caller of the contract sees.
     *
     * @param mayBeApplied whether the answer to a write or to a COMMIT is missing
     */
    static RuntimeException translate(PostgresAddress address, String what, DriverFault fault, boolean mayBeApplied) {
        Throwable driver = fault.driver();
        String where = what + " at " + address.place() + ": ";
        if (misused(driver)) {
            // what the client says has the values in it
            return new IllegalStateException(where + "a statement and its values do not fit");
        }
        if (mayBeApplied) {
            String reason = switch (driver) {
                case TimeoutException _ -> "no answer came in time";
                case InterruptedException _ -> "the caller was interrupted while it waited";
                default -> "the connection was lost before the answer came";
            };
            return new CatalogException.OutcomeUnknown(
                    where + reason + ". It may have been applied: send the same step or request again", driver);
        }
        FaultWords wording = driver instanceof PgException said
                ? FaultWords.ofServer(address, said, state(said))
                : FaultWords.ofClient(address, fault);
        String message = where + wording.reason() + ". Nothing was changed. " + wording.advice();
        if (NO_SUCH_TABLE.contains(state(driver))) {
            return new CatalogException.Incompatible(message, driver);
        }
        return DAMAGED.contains(state(driver))
                ? new CatalogException.Corrupt(message, driver)
                : new CatalogException.Unavailable(message, driver);
    }
}
