package io.hakiri.catalog.postgres;

import io.hakiri.catalog.postgres.DriverFault.Stage;
import io.vertx.core.AsyncResult;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One transaction on one connection. It begins with its first statements, in the same round trip, and may end with its last
 * ones; where nothing is run, nothing is sent.
 */
final class Transaction implements Database.Statements {
    private static final String COMMIT = "COMMIT";
    private static final String ROLLBACK = "ROLLBACK";

    private final Link link;
    private final Database.Begin begin;
    private final Deadline deadline;
    private boolean begun;
    private boolean ended;
    private boolean mayBeApplied;

    Transaction(Link link, Database.Begin begin, Deadline deadline) {
        this.link = link;
        this.begin = begin;
        this.deadline = deadline;
    }

    @Override
    public RowSet<Row> run(String sql, @Nullable Object... values) {
        return pipelined(List.of(Statement.of(sql, values))).getFirst();
    }

    @Override
    public List<RowSet<Row>> pipelined(List<Statement> statements) {
        return send(statements, null);
    }

    @Override
    public List<RowSet<Row>> last(List<Statement> statements) {
        return send(statements, COMMIT);
    }

    void commit() {
        if (begun && !ended) {
            send(List.of(), COMMIT);
        }
    }

    /** Not waited for: what the connection's next user sends comes after it. */
    void rollback() {
        if (begun && !ended) {
            ended = true;
            link.forget(ROLLBACK);
        }
    }

    /** Whether a fault leaves open what became of the transaction. */
    boolean mayBeApplied() {
        return mayBeApplied;
    }

    private List<RowSet<Row>> send(List<Statement> statements, @Nullable String end) {
        if (ended) {
            throw new IllegalStateException("the transaction is over");
        }
        String before = begun ? null : begin.sql();
        int sent = (before == null ? 0 : 1) + statements.size() + (end == null ? 0 : 1);
        begun = true;
        ended = end != null;
        // until it is known better
        mayBeApplied = ended && begin.writes();
        List<AsyncResult<RowSet<Row>>> answers =
                Waiting.on(link.send(before, statements, end), deadline, Stage.TALKING);
        if (answers.size() < sent) {
            // nothing of it went out: what was begun before goes on, and has to be taken back
            begun = before == null;
            ended = false;
        }
        refuseFailed(answers, before != null);
        mayBeApplied = false;
        int first = before == null ? 0 : 1;
        List<RowSet<Row>> rows = new ArrayList<>(statements.size());
        for (int i = first; i < first + statements.size(); i++) {
            rows.add(answers.get(i).result());
        }
        return rows;
    }

    private void refuseFailed(List<AsyncResult<RowSet<Row>>> answers, boolean withBegin) {
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i).failed()) {
                Throwable first = answers.get(i).cause();
                if (withBegin && i == 0) {
                    // what followed a BEGIN that was refused was in transactions of its own
                    mayBeApplied = begin.writes() && answers.stream().anyMatch(AsyncResult::succeeded);
                } else {
                    // a statement that was refused makes a ROLLBACK of the COMMIT behind it; one never sent commits
                    // nothing
                    mayBeApplied &= !Faults.refused(first)
                            && !Faults.neverSent(answers.getLast().cause());
                }
                throw new DriverFault(Stage.TALKING, first);
            }
        }
    }
}
