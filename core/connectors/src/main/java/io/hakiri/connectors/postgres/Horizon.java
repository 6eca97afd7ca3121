package io.hakiri.connectors.postgres;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connectors.postgres.Relation.Stored;
import io.hakiri.connectors.postgres.SourceSettings.LateCommits;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Up to where rows may be read, so that none comes later that would have been in front of them (ADR 0018).
 *
 * <p>A transaction that takes a value from a sequence or a clock makes its row visible when it commits, later than others that
 * took greater values. Whoever may still do so was running when the greatest row was seen. So:
 *
 * <ol>
 *   <li>See the greatest row.
 *   <li>See which transactions are running, also those that have written nothing yet: each holds the lock of its virtual id.
 *       Ours that read or stage are left out; they say so by a lock of their own.
 *   <li>Wait until these are over, and then until those are over that were prepared for two-phase commit meanwhile.
 *   <li>Read up to the row of step 1: all before it is there, and whoever began since then has greater values.
 * </ol>
 *
 * <p>Values that are ids of transactions themselves ({@code xid8}) need no waiting: below the oldest running one, all is there.
 */
final class Horizon {
    private static final String RUNNING = """
            SELECT l.virtualxid FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'virtualxid' AND l.granted AND l.mode = 'ExclusiveLock' AND l.pid <> pg_backend_pid()
              AND (a.datid IS NULL OR a.datid = (SELECT oid FROM pg_database WHERE datname = current_database()))
              AND NOT EXISTS (SELECT 1 FROM pg_stat_progress_vacuum v WHERE v.pid = l.pid)
              AND l.pid <> ALL (ARRAY(""" + Session.BRINGING_NOTHING + ")) ORDER BY 1";

    private static final String STILL_RUNNING = """
            SELECT virtualxid FROM pg_locks
            WHERE locktype = 'virtualxid' AND granted AND mode = 'ExclusiveLock' AND virtualxid = ANY (?)
              AND pid <> ALL (ARRAY(""" + Session.BRINGING_NOTHING + "))";

    private static final String PREPARED = "SELECT gid FROM pg_prepared_xacts WHERE database = current_database()";

    private static final String WHO = """
            SELECT 'process ' || l.pid || COALESCE(' of ' || a.usename, '')
                   || COALESCE(', running since ' || to_char(a.xact_start, 'YYYY-MM-DD HH24:MI:SS TZ'), '')
                   || COALESCE(', ' || a.state, '')
            FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'virtualxid' AND l.granted AND l.virtualxid = ANY (?) ORDER BY a.xact_start LIMIT 3""";

    private static final String HANDED_OUT_AHEAD = """
            SELECT s.seqcache FROM pg_sequence s
            JOIN pg_depend d ON d.objid = s.seqrelid AND d.classid = 'pg_class'::regclass
              AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
            JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
            WHERE d.refobjid = ? AND a.attname = ? AND s.seqcache > 1""";

    private static final String PREPARED_MARK = "prepared ";
    private static final Duration FIRST_LOOK = Duration.ofMillis(5);
    private static final Duration LONGEST_LOOK = Duration.ofMillis(250);
    private static final int MICRO_DIGITS = 6;

    private final Relation relation;
    private final SourceSettings settings;

    Horizon(Relation relation, SourceSettings settings) {
        this.relation = relation;
        this.settings = settings;
    }

    /** Refuses what no waiting makes right. In a transaction that is open. */
    void check(Session session) throws SQLException {
        if (settings.lateCommits() != LateCommits.WAIT) {
            return;
        }
        @Nullable String[] standby = session.row("SELECT pg_is_in_recovery()");
        if (standby != null && "t".equals(standby[0])) {
            throw Names.permanent(
                    settings.server().place() + " is a standby, which does not know what runs on its primary;"
                            + " read from the primary, or set late_commits = \"lag\" with a lag that is long enough");
        }
        Stored table = relation.table();
        String cursor = relation.cursor().name();
        @Nullable String[] ahead = table == null ? null : session.row(HANDED_OUT_AHEAD, table.oid(), cursor);
        if (ahead != null) {
            throw Names.permanent("the sequence of \"" + cursor + "\" hands out " + ahead[0]
                    + " values ahead to each connection (CACHE), which may use them at any time later; set CACHE 1 on it, or"
                    + " read by a time, or set late_commits = \"ignore\" if only one connection ever writes");
        }
    }

    /** The greatest tuple behind {@code after} that may be read, perhaps after waiting; {@code null} where there is none. */
    @Nullable
    List<String> greatest(Session session, List<String> after) throws SQLException {
        List<String> conditions = new ArrayList<>();
        if (!after.isEmpty()) {
            conditions.add(relation.compare(">", after));
        }
        conditions.add(relation.cursor().compared() + " IS NOT NULL");
        String limit = limit();
        if (limit != null) {
            conditions.add(relation.cursor().compared() + " < " + limit);
        }
        @Nullable
        String[] row = session.row("SELECT " + relation.tupleTexts() + " FROM " + relation.from() + " WHERE "
                + String.join(" AND ", conditions) + " ORDER BY " + relation.ordered(" DESC") + " LIMIT 1");
        if (row == null) {
            return null;
        }
        List<String> tuple = new ArrayList<>();
        for (String value : row) {
            if (value == null) {
                throw missing(relation);
            }
            tuple.add(value);
        }
        return tuple;
    }

    /** A value of the cursor field that only later rows will have; {@code null} where nothing is known of that. */
    private @Nullable String limit() {
        long lag = settings.lag().toSeconds();
        return switch (settings.lateCommits()) {
            case IGNORE -> null;
            case LAG ->
                switch (relation.cursor().type().order()) {
                    case TIME -> "now() - interval '" + lag + " seconds'";
                    case LOCAL_TIME -> "now() AT TIME ZONE 'UTC' - interval '" + lag + " seconds'";
                    case DATE -> "(now() - interval '" + lag + " seconds')::date";
                    case NUMBER, FLOAT32, FLOAT64, BOOLEAN, TRANSACTION, UUID, TEXT, NONE ->
                        throw Names.permanent("late_commits = \"lag\": expected a cursor field that is a time; \""
                                + relation.cursor().name() + "\" is "
                                + relation.cursor().typeName());
                };
            case WAIT ->
                switch (relation.cursor().type().order()) {
                    case TRANSACTION -> "pg_snapshot_xmin(pg_current_snapshot())";
                    // not the time that still is, in the digits that the column keeps
                    case TIME -> "now() - interval '1 second' / " + tenTo(relation.secondDigits());
                    // a day is over when it is over everywhere
                    case DATE -> "(now() - interval '12 hours')::date";
                    // whose zone nobody knows: the last value that was seen may still come again
                    case LOCAL_TIME ->
                        relation.secondDigits() < MICRO_DIGITS
                                ? "(SELECT max(" + relation.cursor().compared() + ") FROM " + relation.from() + ")"
                                : null;
                    case NUMBER, FLOAT32, FLOAT64, BOOLEAN, UUID, TEXT, NONE -> null;
                };
        };
    }

    private static long tenTo(int digits) {
        long power = 1;
        for (int i = 0; i < digits; i++) {
            power *= 10;
        }
        return power;
    }

    /** Whether what is seen is there only once others are over. */
    boolean waits() {
        return settings.lateCommits() == LateCommits.WAIT
                && relation.cursor().type().order() != ColumnType.Order.TRANSACTION;
    }

    /** The transactions that run now in this database. */
    List<String> running(Session session) throws SQLException {
        return first(session.reading(it -> it.rows(RUNNING)));
    }

    /**
     * Waits until transactions are over.
     *
     * @return those that are not; none where all before is there
     */
    List<String> await(Session session, List<String> transactions) throws SQLException {
        long end = System.nanoTime() + settings.waitFor().toNanos();
        List<String> left = transactions;
        boolean prepared = left.stream().anyMatch(it -> it.startsWith(PREPARED_MARK));
        long wait = FIRST_LOOK.toNanos();
        while (true) {
            left = stillRunning(session, left);
            if (left.isEmpty() && !prepared) {
                // of those that are over, some may only have been prepared
                prepared = true;
                left = prepared(session);
            }
            if (left.isEmpty() || System.nanoTime() - end > 0) {
                return left;
            }
            LockSupport.parkNanos(wait);
            wait = Math.min(2 * wait, LONGEST_LOOK.toNanos());
        }
    }

    private static List<String> stillRunning(Session session, List<String> transactions) throws SQLException {
        List<String> virtual = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (String transaction : transactions) {
            (transaction.startsWith(PREPARED_MARK) ? left : virtual).add(transaction);
        }
        if (!left.isEmpty()) {
            left.retainAll(prepared(session));
        }
        if (!virtual.isEmpty()) {
            left.addAll(first(session.reading(it -> it.rows(STILL_RUNNING, virtual))));
        }
        return left;
    }

    private static List<String> prepared(Session session) throws SQLException {
        return first(session.reading(it -> it.rows(PREPARED))).stream()
                .map(gid -> PREPARED_MARK + gid)
                .toList();
    }

    private static List<String> first(List<@Nullable String[]> rows) {
        return rows.stream().map(row -> row[0] + "").toList();
    }

    /** That rows wait for transactions, for a person. */
    ConnectorException waiting(Session session, List<String> upTo, List<String> left) throws SQLException {
        return new ConnectorException(
                ErrorClass.TRANSIENT,
                "rows of " + relation.shown() + " up to (" + String.join(", ", upTo)
                        + ") wait for transactions that began before and could still add rows in front of them: "
                        + who(session, left) + "; end these, or have patience: the next run goes on waiting",
                null);
    }

    private String who(Session session, List<String> transactions) throws SQLException {
        List<String> named = new ArrayList<>(first(session.reading(it -> it.rows(WHO, transactions))));
        transactions.stream().filter(it -> it.startsWith(PREPARED_MARK)).forEach(named::add);
        return String.join("; ", named) + " (waited "
                + TimeUnit.NANOSECONDS.toSeconds(settings.waitFor().toNanos()) + " s)";
    }

    static ConnectorException missing(Relation relation) {
        return Names.permanent("a row of " + relation.shown() + " has no value in "
                + Names.shown(
                        relation.tuple().stream().map(Relation.Selected::name).toList())
                + "; expected one in every row, because these are the cursor field and the primary key. Read a query that leaves"
                + " such rows out, or gives them a value");
    }
}
