package io.hakiri.connectors.postgres;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What the database refused, as what a person can do about it. Says the server's words, never its details: these hold rows. */
final class Trouble {
    private Trouble() {}

    /** @param doing what was tried: {@code read public.orders at db:5432/shop} … */
    static ConnectorException of(String doing, Server server, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return new ConnectorException(
                kind(state), "cannot " + doing + ": " + said(state, e) + advice(state, server), e);
    }

    private static ErrorClass kind(String state) {
        if (state.equals("08004")) {
            return ErrorClass.PERMANENT; // such as a password that the server asks for and nobody gave
        }
        return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
            case "28" -> ErrorClass.AUTH_EXPIRED;
            // connection, aborted transaction, resources, lock, operator, the system
            case "", "08", "40", "53", "55", "57", "58" -> ErrorClass.TRANSIENT;
            default -> ErrorClass.PERMANENT;
        };
    }

    private static String said(String state, SQLException e) {
        ServerErrorMessage server = e instanceof PSQLException of ? of.getServerErrorMessage() : null;
        String words = server == null ? e.getMessage() : server.getMessage();
        return (words == null ? e.getClass().getSimpleName() : words) + (state.isEmpty() ? "" : " (" + state + ")");
    }

    private static String advice(String state, Server server) {
        @Nullable
        String what = switch (state) {
            case "28P01", "28000" ->
                "look at the options user (" + server.user() + ") and password, and at the server's pg_hba.conf";
            case "3D000" -> "look at the option database";
            case "42501" -> "grant it to the role " + server.user();
            case "42P01", "3F000" -> "look at the names: they are taken as they stand, capitals too";
            case "57014" -> "it took longer than statement_timeout, or somebody cancelled it";
            case "25006" -> "it would change the database, which a source never does";
            default -> null;
        };
        return what == null ? "" : "; " + what;
    }

    /** Whether rows that were fetched together were too large together. */
    static boolean tooMuchAtOnce(SQLException e) {
        return e.getMessage() != null && e.getMessage().contains("maxResultBuffer");
    }
}
