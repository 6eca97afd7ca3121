package io.hakiri.catalog.postgres;

import io.hakiri.catalog.Found;
import io.hakiri.catalog.HistoryFilter;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.postgres.DriverFault.Stage;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.hibernate.reactive.stage.Stage.StatelessSession;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of Hibernate Reactive for searches: made at the first one, awaited here and nowhere else, tried again within the
 * deadline of the address where that may help (they change nothing).
 */
final class HistorySessions implements AutoCloseable {
    private static final String ERROR = "ERROR: ";

    private static final String READ_ONE_INSTANT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";

    private static final String HAS_AURORA = "SELECT to_regproc('aurora_replica_status') IS NOT NULL";

    /** Microseconds; on a reader of Aurora, which shares the storage of its writer. */
    private static final String AURORA_LAG = """
            (SELECT CAST(coalesce(max(s.replica_lag_in_msec), 0) * 1000 AS BIGINT) FROM aurora_replica_status() s
             WHERE s.server_id = aurora_db_instance_identifier() AND s.session_id <> 'MASTER_SESSION_ID')""";

    /**
     * Microseconds; on a standby that follows by the log. Where it is connected and has replayed all that came, it does not
     * lag; else it is as old as the last commit that it replayed.
     */
    private static final String LAG = """
            (SELECT CASE WHEN NOT pg_is_in_recovery() THEN 0
              WHEN pg_last_wal_replay_lsn() >= pg_last_wal_receive_lsn() AND EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 0
              ELSE CAST(greatest(0, extract(epoch FROM clock_timestamp()
                - coalesce(pg_last_xact_replay_timestamp(), pg_postmaster_start_time())) * 1000000) AS BIGINT) END)""";

    private static final String WHERE = """
            SELECT %2$s, j.id, p.id FROM (SELECT 1) one LEFT JOIN %1$s.project j ON j.name = :project
            LEFT JOIN %1$s.pipeline p ON p.project = j.id AND p.name = :pipeline""";

    /** What is done in a session, with the number of the pipeline or the project. */
    @FunctionalInterface
    interface Search<T> {
        CompletionStage<Page<T>> in(StatelessSession session, HibernateCriteriaBuilder criteria, long id);
    }

    private final PostgresAddress address;
    private final PostgresAddress reader;
    private final Credentials credentials;
    private @Nullable HistoryFactory factory;
    private boolean closed;
    private volatile @Nullable Boolean aurora;

    HistorySessions(PostgresAddress address, PostgresAddress reader, Credentials credentials) {
        this.address = address;
        this.reader = reader;
        this.credentials = credentials;
    }

    /** A page of what the work finds under the number of the pipeline or project; nothing where there is none. */
    <T> Found<T> read(String what, HistoryFilter filter, Search<T> work) {
        Deadline deadline = Deadline.in(reader.callTimeout());
        Attempts attempts = new Attempts(reader, what, deadline);
        boolean renewed = false;
        while (true) {
            HistoryFactory made = factory(what);
            try {
                return Waiting.on(
                        made.sessions()
                                .withStatelessTransaction(session -> reading(session, filter, work))
                                .toCompletableFuture(),
                        deadline,
                        Stage.TALKING);
            } catch (DriverFault e) {
                DriverFault fault = plain(e, made);
                if (!renewed && made.mayLogInNow(fault.driver())) {
                    renewed = true;
                } else {
                    attempts.againOrThrow(fault, false);
                }
            }
        }
    }

    private <T> CompletionStage<Found<T>> reading(StatelessSession session, HistoryFilter filter, Search<T> work) {
        PipelineId pipeline = filter.pipeline();
        return session.createNativeQuery(READ_ONE_INSTANT)
                .executeUpdate()
                .thenCompose(_ -> aurora(session))
                .thenCompose(isAurora -> session.createNativeQuery(
                                WHERE.formatted(address.schema(), isAurora ? AURORA_LAG : LAG), Object[].class)
                        .setParameter("project", filter.project().value())
                        .setParameter("pipeline", pipeline == null ? "" : pipeline.value())
                        .getSingleResult())
                .thenCompose(where -> {
                    Duration lag = Duration.of(((Number) where[0]).longValue(), ChronoUnit.MICROS);
                    Number id = (Number) where[pipeline == null ? 1 : 2];
                    CompletionStage<Page<T>> page = id == null
                            ? CompletableFuture.completedStage(new Page<>(List.of(), null))
                            : work.in(session, session.getFactory().getCriteriaBuilder(), id.longValue());
                    return page.thenApply(found -> new Found<>(found, lag));
                });
    }

    /** Whether the server is one of Aurora; asked once. */
    private CompletionStage<Boolean> aurora(StatelessSession session) {
        Boolean known = aurora;
        if (known != null) {
            return CompletableFuture.completedStage(known);
        }
        return session.createNativeQuery(HAS_AURORA, Boolean.class)
                .getSingleResult()
                .thenApply(found -> {
                    aurora = found;
                    return found;
                });
    }

    private synchronized HistoryFactory factory(String what) {
        if (closed) {
            throw Faults.translate(reader, what, Links.closed(), false);
        }
        HistoryFactory made = factory;
        if (made == null) {
            made = new HistoryFactory(reader, address.schema(), credentials);
            factory = made;
        }
        return made;
    }

    /** As the client said it, without what Hibernate wraps it in. */
    private static DriverFault plain(DriverFault fault, HistoryFactory made) {
        Throwable said = fault.driver();
        while (said instanceof CompletionException && said.getCause() != null) {
            said = said.getCause();
        }
        if (fault.stage() != Stage.TALKING
                || said instanceof TimeoutException
                || said instanceof InterruptedException) {
            return fault;
        }
        for (Throwable cause = said; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return new DriverFault(Stage.TALKING, said(sql));
            }
            if (cause instanceof ClosedConnectionException) {
                return new DriverFault(Stage.TALKING, cause);
            }
        }
        if (said instanceof RuntimeException ours && !(said instanceof VertxException)) {
            throw ours;
        }
        // what the pool says when no connection became free
        return "Timeout".equals(said.getMessage())
                ? new DriverFault(Stage.WAITING, new TimeoutException("all connections in use"))
                : new DriverFault(Stage.CONNECTING, made.reason(said));
    }

    /** What the server said, which Hibernate keeps as a text: severity, message, state in parentheses. */
    private static PgException said(SQLException kept) {
        String message = String.valueOf(kept.getMessage());
        String state = " (" + kept.getSQLState() + ")";
        return new PgException(
                message.substring(
                        message.startsWith(ERROR) ? ERROR.length() : 0,
                        message.length() - (message.endsWith(state) ? state.length() : 0)),
                "ERROR",
                kept.getSQLState(),
                null);
    }

    @Override
    public void close() {
        HistoryFactory made;
        synchronized (this) {
            closed = true;
            made = factory;
            factory = null;
        }
        if (made != null) {
            made.close();
        }
    }
}
