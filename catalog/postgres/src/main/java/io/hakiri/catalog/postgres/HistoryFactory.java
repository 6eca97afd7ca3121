package io.hakiri.catalog.postgres;

import io.hakiri.catalog.postgres.Credentials.NoProof;
import io.hakiri.catalog.postgres.Credentials.Proof;
import io.hakiri.catalog.postgres.DriverFault.Stage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hibernate.JDBCException;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.dialect.DatabaseVersion;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.engine.jdbc.spi.SqlExceptionHelper;
import org.hibernate.engine.jdbc.spi.SqlStatementLogger;
import org.hibernate.exception.GenericJDBCException;
import org.hibernate.reactive.pool.ReactiveConnectionPool;
import org.hibernate.reactive.pool.impl.ExternalSqlClientPool;
import org.hibernate.reactive.provider.ReactiveServiceRegistryBuilder;
import org.hibernate.reactive.vertx.VertxInstance;
import org.jspecify.annotations.Nullable;

/** Hibernate Reactive on a few connections of its own, read-only. It takes about a second to make, once. */
final class HistoryFactory implements AutoCloseable {
    /** Searches are for people: more of them at once wait. */
    private static final int MOST_CONNECTIONS = 4;

    private static final int MOST_WAITING = 1_000;
    private static final int MOST_IDLE_SECONDS = 240;
    private static final int OLDEST_MINUTES = 30;
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private static final List<Class<?>> RECORDS = List.of(
            RunRecord.class, RunStreamRecord.class, RunCursorRecord.class, SchemaRecord.class, AuditRecord.class);

    /** It says what it is, and each fault, which its caller gets as well. A program's own level stays. */
    private static final Logger LOG = Logger.getLogger("org.hibernate");

    private final Vertx vertx = Client.vertx();
    private final PostgresAddress reader;
    private final Credentials credentials;
    private final Wire wire;
    private final Pool pool;
    private final SessionFactory factory;
    private volatile @Nullable Proof shown;

    HistoryFactory(PostgresAddress reader, String schema, Credentials credentials) {
        if (LOG.getLevel() == null) {
            LOG.setLevel(Level.OFF);
        }
        this.reader = reader;
        this.credentials = credentials;
        this.wire = new Wire(reader);
        this.pool = pool();
        this.factory = factory(schema);
    }

    private SessionFactory factory(String schema) {
        ReactiveServiceRegistryBuilder services = new ReactiveServiceRegistryBuilder();
        services.applySettings(Map.of(
                AvailableSettings.DIALECT,
                new PostgreSQLDialect(DatabaseVersion.make(14)),
                AvailableSettings.ALLOW_METADATA_ON_BOOT,
                false,
                AvailableSettings.HBM2DDL_AUTO,
                "none",
                AvailableSettings.DEFAULT_SCHEMA,
                schema,
                AvailableSettings.PHYSICAL_NAMING_STRATEGY,
                "org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl",
                AvailableSettings.JAKARTA_VALIDATION_MODE,
                "none",
                AvailableSettings.USE_SECOND_LEVEL_CACHE,
                false));
        services.addService(VertxInstance.class, () -> vertx);
        services.addService(
                ReactiveConnectionPool.class, new ExternalSqlClientPool(pool, new SqlStatementLogger(), new Silent()));
        MetadataSources records = new MetadataSources(services.build());
        RECORDS.forEach(records::addAnnotatedClass);
        return records.buildMetadata().buildSessionFactory();
    }

    private Pool pool() {
        return PgBuilder.pool()
                .with(new PoolOptions()
                        .setMaxSize(Math.min(MOST_CONNECTIONS, reader.poolSize()))
                        .setMaxWaitQueueSize(MOST_WAITING)
                        .setConnectionTimeout(
                                Math.toIntExact(reader.callTimeout().toMillis()))
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setIdleTimeout(MOST_IDLE_SECONDS)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS)
                        .setMaxLifetime(OLDEST_MINUTES)
                        .setMaxLifetimeUnit(TimeUnit.MINUTES))
                // each connection with the proof of now, which may have to be asked for
                .connectingTo(() -> vertx.executeBlocking(credentials::current).compose(proof -> {
                    shown = proof;
                    return Client.options(vertx, reader, wire, proof).map(options -> (SqlConnectOptions) options);
                }))
                .using(vertx)
                .build();
    }

    /** Whether a login was refused for which there is another proof by now. */
    boolean mayLogInNow(Throwable said) {
        Proof refused = shown;
        try {
            return refused != null && Faults.loginRefused(said) && credentials.renewedSince(refused);
        } catch (NoProof e) {
            return false;
        }
    }

    /** What was the matter with a connection that did not come about. */
    Throwable reason(Throwable said) {
        return wire.reason(said);
    }

    org.hibernate.reactive.stage.Stage.SessionFactory sessions() {
        return factory.unwrap(org.hibernate.reactive.stage.Stage.SessionFactory.class);
    }

    @Override
    public void close() {
        factory.close();
        // one after the other, from here: with its threads gone nobody would say that they are
        ended(pool.close());
        ended(vertx.close());
    }

    private static void ended(Future<Void> closing) {
        try {
            Waiting.on(closing.toCompletionStage().toCompletableFuture(), Deadline.in(CLOSING), Stage.TALKING);
        } catch (DriverFault e) {
            System.getLogger(HistoryFactory.class.getName())
                    .log(System.Logger.Level.DEBUG, "the connections of the searches did not close");
        }
    }

    /** Who catches a fault says it; nothing is logged and thrown. */
    private static final class Silent extends SqlExceptionHelper {
        Silent() {
            super(false);
        }

        @Override
        public JDBCException convert(SQLException fault, String message, String sql) {
            return new GenericJDBCException(message, fault, sql);
        }
    }
}
