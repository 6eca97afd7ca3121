package io.hakiri.catalog.postgres;

import io.hakiri.catalog.postgres.Credentials.NoProof;
import io.hakiri.catalog.postgres.Credentials.Proof;
import io.hakiri.catalog.postgres.DescribedConnection.Descriptions;
import io.hakiri.catalog.postgres.DriverFault.Stage;
import io.hakiri.catalog.postgres.PostgresAddress.Login;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The Vert.x client: its few threads, which keep no program from ending, and how it opens a connection. */
final class Client implements AutoCloseable {
    /** Enough for all connections: they only move bytes. */
    private static final int EVENT_LOOPS = 2;

    /** A name that moves to another server in a failover is asked for again after that. */
    private static final int LONGEST_NAME_CACHE_SECONDS = 5;

    private static final Duration CLOSING = Duration.ofSeconds(10);
    private static final long TRIM_MILLIS = TimeUnit.MINUTES.toMillis(1);

    private static final String WHO_ANSWERS =
            "SELECT pg_is_in_recovery(), current_setting('synchronous_commit') = 'off'";

    private final PostgresAddress address;
    private final Database.Role role;
    private final Credentials credentials;
    private final Wire wire;
    private final @Nullable Descriptions descriptions;
    private final Links links;
    private @Nullable Running running;
    private boolean closed;

    private record Running(VertxInternal vertx, ConnectionFactory factory) {}

    Client(PostgresAddress address, Database.Role role, Credentials credentials) {
        this.address = address;
        this.role = role;
        this.credentials = credentials;
        this.wire = new Wire(address);
        this.descriptions = address.pooled() ? new Descriptions() : null;
        this.links = new Links(address.poolSize(), this::open);
    }

    Links links() {
        return links;
    }

    private Link open(Deadline call) {
        Deadline deadline = call.orIn(address.connectTimeout());
        Running client = running();
        try {
            Proof proof = credentials.current();
            try {
                return open(client, proof, deadline);
            } catch (DriverFault e) {
                if (Faults.loginRefused(e.driver()) && credentials.renewedSince(proof)) {
                    return open(client, credentials.current(), deadline);
                }
                throw e;
            }
        } catch (NoProof e) {
            throw new DriverFault(Stage.CONNECTING, e);
        }
    }

    private Link open(Running client, Proof proof, Deadline deadline) {
        ContextInternal context = client.vertx().createEventLoopContext();
        CompletableFuture<Link> opened = new CompletableFuture<>();
        context.runOnContext(_ -> options(client.vertx(), address, wire, proof)
                .compose(options -> client.factory().connect(context, options))
                .compose(connection -> checked(connection, new Link(connection, context, descriptions)))
                .onSuccess(link -> {
                    if (!opened.complete(link)) {
                        link.cut();
                    }
                })
                .onFailure(e -> opened.completeExceptionally(wire.reason(e))));
        try {
            return Waiting.on(opened, deadline, Stage.CONNECTING);
        } catch (DriverFault e) {
            // if it still comes, nobody waits for it
            opened.completeExceptionally(e);
            throw e;
        }
    }

    /** For one connection: to the machine that an alias leads to, where the server has a name of its own. */
    static Future<PgConnectOptions> options(Vertx vertx, PostgresAddress address, Wire wire, Proof proof) {
        if (address.login() instanceof Login.Iam(String host, int _, String _) && host != null) {
            return Future.<InetAddress>future(
                            machine -> ((VertxInternal) vertx).resolveAddress(address.host(), machine))
                    .map(machine -> wire.options(proof, machine, host));
        }
        return Future.succeededFuture(wire.options(proof));
    }

    /** What the server itself says about whether it is the one that is wanted. */
    private Future<Link> checked(SqlConnection connection, Link link) {
        if (role == Database.Role.READER) {
            return Future.succeededFuture(link);
        }
        return connection
                .query(WHO_ANSWERS)
                .execute()
                .compose(rows -> {
                    Row row = rows.iterator().next();
                    if (row.getBoolean(0)) {
                        return Future.<Link>failedFuture(new WrongServer.Standby());
                    }
                    return row.getBoolean(1)
                            ? Future.<Link>failedFuture(new WrongServer.Forgetful())
                            : Future.succeededFuture(link);
                })
                .onFailure(_ -> link.cut());
    }

    /** The client's threads: few, and none that keeps the program from ending. */
    static Vertx vertx() {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setUseDaemonThread(true)
                .setAddressResolverOptions(
                        new AddressResolverOptions().setCacheMaxTimeToLive(LONGEST_NAME_CACHE_SECONDS))
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    private synchronized Running running() {
        if (closed) {
            throw Links.closed();
        }
        Running client = running;
        if (client == null) {
            VertxInternal vertx = (VertxInternal) vertx();
            vertx.setPeriodic(TRIM_MILLIS, _ -> links.trim());
            ConnectionFactory factory = PgDriver.INSTANCE.createConnectionFactory(vertx, new PgConnectOptions());
            client = new Running(vertx, factory);
            running = client;
        }
        return client;
    }

    /** Waits for the callers that have a connection, at most for the time of a call. */
    @Override
    public void close() {
        List<Link> idle = links.drained(address.callTimeout());
        Running client;
        synchronized (this) {
            closed = true;
            client = running;
            running = null;
        }
        if (client == null) {
            return;
        }
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        Future.join(idle.stream().map(Link::close).toList())
                .eventually(
                        () -> Future.<Void>future(closing -> client.factory().close(closing)))
                .eventually(() -> client.vertx().close())
                .onComplete(_ -> ended.complete(true));
        try {
            Waiting.on(ended, Deadline.in(CLOSING), Stage.TALKING);
        } catch (DriverFault e) {
            System.getLogger(Client.class.getName())
                    .log(System.Logger.Level.DEBUG, "the connections to {0} did not close", address.place());
        }
    }
}
