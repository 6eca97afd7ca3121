package io.hakiri.catalog.postgres;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.postgres.DriverFault.Stage;
import io.vertx.core.AsyncResult;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The database behind an address: a bounded number of connections, opened when they are first needed, for callers that block
 * (on virtual threads or on others). Each call has the deadline of the address; what can safely be done again within it, is
 * ({@link Attempts}); what remains comes out as a {@link CatalogException} (C-24).
 */
final class Database implements AutoCloseable {
    private final PostgresAddress address;
    private final Client client;

    /**
     * @param role whether decisions may be read here, or only what may lag
     */
    Database(PostgresAddress address, Role role) {
        this(address, role, Credentials.of(address));
    }

    Database(PostgresAddress address, Role role, Credentials credentials) {
        this.address = address;
        this.client = new Client(address, role, credentials);
    }

    /** What kind of server is wanted. */
    enum Role {
        /** The one that takes writes; a standby is refused also for reading (C-11). */
        PRIMARY,
        /** Any; what is read may lag. */
        READER
    }

    /** How a transaction begins. */
    enum Begin {
        /** Each statement sees what was committed before it. */
        WRITE("BEGIN ISOLATION LEVEL READ COMMITTED", true),
        /** All statements see the same instant, that of the first. */
        SNAPSHOT("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", false);

        private final String sql;
        private final boolean writes;

        Begin(String sql, boolean writes) {
            this.sql = sql;
            this.writes = writes;
        }

        String sql() {
            return sql;
        }

        boolean writes() {
            return writes;
        }
    }

    /** The statements of one transaction. Their faults go through the work to {@link Database#transaction}. */
    interface Statements {
        /** One statement, one round trip; the first one takes the BEGIN along. */
        RowSet<Row> run(String sql, @Nullable Object... values);

        /**
         * Several statements, sent without waiting in between. What is sent first should read or lock: should the BEGIN before
         * it be refused, writes would have been transactions of their own (then the fault is {@code OutcomeUnknown}).
         */
        List<RowSet<Row>> pipelined(List<Statement> statements);

        /** The last statements and the COMMIT, in one round trip. After it nothing can be run or taken back. */
        List<RowSet<Row>> last(List<Statement> statements);
    }

    /**
     * What a transaction comes to.
     *
     * @param commit whether what it changed stays; looked at unless {@link Statements#last} was used
     */
    record Outcome<R extends @Nullable Object>(R result, boolean commit) {
        static <R extends @Nullable Object> Outcome<R> commit(R result) {
            return new Outcome<>(result, true);
        }

        static <R extends @Nullable Object> Outcome<R> rollback(R result) {
            return new Outcome<>(result, false);
        }
    }

    PostgresAddress address() {
        return address;
    }

    /**
     * One statement in a transaction of its own.
     *
     * @param what it does, for messages
     * @param writes whether it changes something: then a lost answer is {@code OutcomeUnknown}, else it is done again
     */
    RowSet<Row> call(String what, boolean writes, String sql, @Nullable Object... values) {
        List<Statement> statement = List.of(Statement.of(sql, values));
        return on(what, (link, state, deadline) -> {
            state.mayBeApplied = writes;
            AsyncResult<RowSet<Row>> answer = Waiting.on(link.send(null, statement, null), deadline, Stage.TALKING)
                    .getFirst();
            if (answer.failed()) {
                state.mayBeApplied = writes && !Faults.refused(answer.cause()) && !Faults.neverSent(answer.cause());
                throw new DriverFault(Stage.TALKING, answer.cause());
            }
            return answer.result();
        });
    }

    /**
     * A transaction, which the work may find itself doing again from the start: for serialization failures, deadlocks and
     * connections lost before the COMMIT. An exception of the work's own takes it back and comes out as it is.
     */
    <R extends @Nullable Object> R transaction(String what, Begin begin, Function<Statements, Outcome<R>> work) {
        return on(what, (link, state, deadline) -> {
            Transaction transaction = new Transaction(link, begin, deadline);
            boolean done = false;
            try {
                Outcome<R> outcome = work.apply(transaction);
                if (outcome.commit()) {
                    transaction.commit();
                }
                done = true;
                return outcome.result();
            } finally {
                state.mayBeApplied = !done && transaction.mayBeApplied();
                transaction.rollback();
            }
        });
    }

    /** What is known of a try while it goes on. */
    private static final class State {
        boolean mayBeApplied;
    }

    private interface Try<R extends @Nullable Object> {
        R with(Link link, State state, Deadline deadline);
    }

    private <R extends @Nullable Object> R on(String what, Try<R> work) {
        Deadline deadline = Deadline.in(address.callTimeout());
        Attempts attempts = new Attempts(address, what, deadline);
        while (true) {
            State state = new State();
            try {
                return withLink(work, state, deadline);
            } catch (DriverFault e) {
                if (Faults.wrongServer(e.driver())) {
                    client.links().suspectAll();
                }
                attempts.againOrThrow(e, state.mayBeApplied);
            }
        }
    }

    private <R extends @Nullable Object> R withLink(Try<R> work, State state, Deadline deadline) {
        Link link = client.links().take(deadline);
        boolean usable = true;
        try {
            return work.with(link, state, deadline);
        } catch (DriverFault e) {
            usable = Faults.leavesUsable(e.driver());
            throw e;
        } finally {
            if (usable) {
                client.links().giveBack(link);
            } else {
                client.links().end(link);
            }
        }
    }

    /** Waits for the calls that go on, at most for the time of a call; later ones are refused. */
    @Override
    public void close() {
        client.close();
    }

    /** The row of an answer that has one. */
    static Row only(RowSet<Row> rows) {
        return rows.iterator().next();
    }
}
