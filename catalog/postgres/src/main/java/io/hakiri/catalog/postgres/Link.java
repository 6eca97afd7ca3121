package io.hakiri.catalog.postgres;

import io.hakiri.catalog.postgres.DescribedConnection.Descriptions;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.impl.SqlConnectionBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One connection; used by one caller at a time, who sends what he likes without waiting in between. */
final class Link {
    private final SqlConnection connection;
    private final Context context;
    private final @Nullable Descriptions descriptions;
    private final long openedNanos = System.nanoTime();
    private volatile long usedNanos = openedNanos;
    private volatile boolean open = true;

    /**
     * To be made on the connection's context, before anything can happen to it.
     *
     * @param descriptions what is known of statements, behind a pooler; {@code null} where the server keeps them
     */
    Link(SqlConnection connection, ContextInternal context, @Nullable Descriptions descriptions) {
        this.connection =
                descriptions == null ? connection : new DescribedConnection(connection, context, descriptions);
        this.context = context;
        this.descriptions = descriptions;
        connection.closeHandler(_ -> open = false);
        // what the server says while nobody asks, such as that it shuts down, is followed by the end of the connection
        connection.exceptionHandler(_ -> open = false);
    }

    /**
     * Sends it all at once: what opens a transaction, statements, what ends it.
     *
     * @return an answer to each, when all have one
     */
    CompletableFuture<List<AsyncResult<RowSet<Row>>>> send(
            @Nullable String before, List<Statement> statements, @Nullable String after) {
        CompletableFuture<List<AsyncResult<RowSet<Row>>>> answers = new CompletableFuture<>();
        context.runOnContext(_ -> ready(statements)
                .onSuccess(_ -> sendNow(before, statements, after, answers))
                .onFailure(e -> answers.complete(List.of(Future.failedFuture(e)))));
        return answers;
    }

    private Future<?> ready(List<Statement> statements) {
        return connection instanceof DescribedConnection pooled
                ? pooled.describe(statements)
                : Future.succeededFuture();
    }

    private void sendNow(
            @Nullable String before,
            List<Statement> statements,
            @Nullable String after,
            CompletableFuture<List<AsyncResult<RowSet<Row>>>> answers) {
        List<Future<RowSet<Row>>> sent = new ArrayList<>(statements.size() + 2);
        if (before != null) {
            sent.add(connection.query(before).execute());
        }
        for (Statement statement : statements) {
            Future<RowSet<Row>> answer =
                    connection.preparedQuery(statement.sql()).execute(statement.tuple());
            sent.add(descriptions == null ? answer : answer.onFailure(_ -> descriptions.forget(statement.sql())));
        }
        if (after != null) {
            sent.add(connection.query(after).execute());
        }
        Future.join(sent).onComplete(_ -> answers.complete(List.copyOf(sent)));
    }

    /** Sends what the next caller's statements may follow without waiting; the connection ends if it fails. */
    void forget(String sql) {
        context.runOnContext(_ -> connection.query(sql).execute().onFailure(_ -> cut()));
    }

    boolean open() {
        return open;
    }

    void used() {
        usedNanos = System.nanoTime();
    }

    long openedNanos() {
        return openedNanos;
    }

    long usedNanos() {
        return usedNanos;
    }

    /** Says goodbye. */
    Future<Void> close() {
        open = false;
        return connection.close();
    }

    /**
     * Ends the connection without waiting for the server, which may be gone. The client's own way is to say goodbye and to
     * wait for the other side to close; so this goes past it.
     */
    void cut() {
        open = false;
        if (((SqlConnectionBase<?>) connection).unwrap() instanceof SocketConnectionBase wire) {
            ChannelHandlerContext first =
                    wire.socket().channelHandlerContext().pipeline().firstContext();
            if (first != null) {
                var _ = first.close();
            }
        }
    }
}
