package io.hakiri.catalog.postgres;

import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;
import io.vertx.pgclient.impl.PgConnectionFactory;
import io.vertx.pgclient.impl.PgConnectionImpl;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.PreparedStatement;
import io.vertx.sqlclient.impl.SqlConnectionBase;
import io.vertx.sqlclient.impl.command.CommandBase;
import io.vertx.sqlclient.impl.command.ExtendedQueryCommand;
import io.vertx.sqlclient.impl.command.PrepareStatementCommand;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a pooler. Nothing may stay prepared on the server behind it, so the client asks before each statement what
 * its parameters and columns are: a round trip more for each, and none of them in one go. Here that is asked once for all
 * connections; then each statement goes out whole, nameless and without waiting.
 */
final class DescribedConnection extends PgConnectionImpl {
    private final Descriptions descriptions;

    /** What is known of statements. They are the same few for ever: the bound is only a bound. */
    static final class Descriptions {
        private static final int MOST = 1_000;

        private final Map<String, PreparedStatement> known = new ConcurrentHashMap<>();

        private @Nullable PreparedStatement of(String sql) {
            return known.get(sql);
        }

        private void learn(String sql, PreparedStatement described) {
            if (known.size() >= MOST) {
                known.clear();
            }
            known.put(sql, described);
        }

        /** It failed, and may mean something else by now. */
        void forget(String sql) {
            known.remove(sql);
        }
    }

    /** Statements that stayed here, as asking what they are failed. */
    static final class NeverSent extends IOException {
        private static final long serialVersionUID = 1L;

        NeverSent(Throwable cause) {
            super("the connection was lost", cause);
        }
    }

    DescribedConnection(SqlConnection connection, ContextInternal context, Descriptions descriptions) {
        SqlConnectionBase<?> base = (SqlConnectionBase<?>) connection;
        super((PgConnectionFactory) base.factory(), context, base.unwrap());
        this.descriptions = descriptions;
    }

    /** Asks what is not known yet, in one go. */
    Future<?> describe(List<Statement> statements) {
        Set<String> unknown = new LinkedHashSet<>();
        for (Statement statement : statements) {
            if (descriptions.of(statement.sql()) == null) {
                unknown.add(statement.sql());
            }
        }
        return unknown.isEmpty()
                ? Future.succeededFuture()
                : Future.all(unknown.stream().map(this::describe).toList())
                        .recover(e -> Future.failedFuture(Faults.refused(e) ? e : new NeverSent(e)));
    }

    private Future<PreparedStatement> describe(String sql) {
        return super.schedule(context, new PrepareStatementCommand(sql, null, false))
                .onSuccess(described -> descriptions.learn(sql, described));
    }

    @Override
    public <R> Future<R> schedule(ContextInternal context, CommandBase<R> command) {
        if (command instanceof ExtendedQueryCommand<?> query && query.ps == null) {
            query.ps = descriptions.of(query.sql());
        }
        return super.schedule(context, command);
    }
}
