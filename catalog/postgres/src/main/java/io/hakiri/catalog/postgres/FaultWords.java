package io.hakiri.catalog.postgres;

import io.hakiri.catalog.postgres.DriverFault.Stage;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.pgclient.PgException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * A failure in words.
 *
 * @param reason what happened
 * @param advice what to do about it
 */
record FaultWords(String reason, String advice) {
    private static final String AGAIN = "Do the same again";
    private static final String NO_TLS = "Postgres Server does not handle SSL connection";

    /** Of what the server answered. */
    static FaultWords ofServer(PostgresAddress address, PgException said, String state) {
        return new FaultWords(
                said.getErrorMessage() + " (" + state + ")",
                switch (state) {
                    case "42P01", "42703", "42883", "42704", "3F000" ->
                        "There is no catalog in the schema " + address.schema()
                                + ", or one of another version. Make it by: hakiri catalog init, or bring it up to date by:"
                                + " hakiri catalog upgrade";
                    case "XX001", "XX002" ->
                        "The database is damaged. Keep it, and restore a copy (then: hakiri catalog adopt --reason TEXT)";
                    case "40001", "40P01" -> "Others changed the same rows all the time. " + AGAIN;
                    case "25006" ->
                        "It cannot be written: a standby after a failover, or storage that is full. " + AGAIN
                                + ", or give the address of the writer";
                    case "53300" ->
                        "Lower pool-size or the number of processes, raise max_connections, or put a pooler in front";
                    case "53100" -> "The disk of the server is full: make room. " + AGAIN;
                    case "57P01", "57P02", "57P03", "57P05" -> "The server starts or stops. " + AGAIN;
                    case "57014" -> "It took too long. " + AGAIN + ", or raise call-timeout";
                    case "42501" -> "This user lacks a right: see the roles in the documentation";
                    case "28P01", "28000" ->
                        "The login failed: look at user, password, and the server's pg_hba.conf (for auth=iam: at the role"
                                + " rds_iam and the policy rds-db:connect)";
                    case "3D000" -> "Make the database, or give the name of another one";
                    case "08P01" ->
                        "Where a pooler is in between, add pooler=transaction to the address; its own log says more";
                    case "26000", "42P05" -> "A pooler is in between: add pooler=transaction to the address";
                    default -> "The server's own log says more";
                });
    }

    /** Of what came from the client, or from the network through it. */
    static FaultWords ofClient(PostgresAddress address, DriverFault fault) {
        Throwable driver = fault.driver();
        return switch (driver) {
            case InterruptedException _ -> new FaultWords("the caller was interrupted", AGAIN);
            case RejectedExecutionException _ -> new FaultWords("it is closed", "Open it again");
            case TimeoutException _ -> late(address, fault.stage());
            case ConnectTimeoutException _ -> late(address, Stage.CONNECTING);
            case UnknownHostException _ -> new FaultWords("the host name is unknown", "Look at the address");
            case NoRouteToHostException _ -> new FaultWords("there is no way to the host", "Look at the network");
            case ConnectException _ ->
                new FaultWords("the connection was refused", "Look whether the server is up, and at the port");
            case WrongServer.Standby _ ->
                new FaultWords(
                        "a standby answers, which cannot be written and may lag",
                        "After a failover do the same again; else give the address of the writer, and this one as read-url");
            case WrongServer.Forgetful _ ->
                new FaultWords(
                        "synchronous_commit is off there, so that what it acknowledges may be lost",
                        "Switch it on for this role (ALTER ROLE … SET synchronous_commit = on)");
            case Credentials.NoProof _ ->
                new FaultWords(
                        String.valueOf(driver.getMessage()),
                        "Look at the rights of this program in AWS, and at the address");
            case CertificateException _ ->
                new FaultWords(
                        "the server could not prove who it is (" + driver.getMessage() + ")",
                        "Look at the host name; give sslrootcert=FILE for an authority of your own");
            default ->
                NO_TLS.equals(driver.getMessage())
                        ? new FaultWords(
                                "the server does not encrypt",
                                "Switch TLS on there; only where nobody else can listen, talk in plain text by"
                                        + " ?sslmode=disable")
                        : new FaultWords("the connection failed (" + driver.getMessage() + ")", AGAIN);
        };
    }

    private static FaultWords late(PostgresAddress address, Stage stage) {
        return switch (stage) {
            case WAITING ->
                new FaultWords(
                        "no connection became free within " + address.callTimeout() + ", all " + address.poolSize()
                                + " are in use",
                        AGAIN + ", or raise pool-size");
            case CONNECTING ->
                new FaultWords(
                        "no connection came about within " + address.connectTimeout(),
                        "Look whether the server is up, and whether the network (security group, route) lets this machine"
                                + " in");
            case TALKING -> new FaultWords("no answer came within " + address.callTimeout(), AGAIN);
        };
    }
}
