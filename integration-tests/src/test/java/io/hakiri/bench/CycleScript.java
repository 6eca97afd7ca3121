package io.hakiri.bench;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The cycle's row changes as a script for pgbench, in the same tables of another schema: what one writes by hand who wants few
 * statements, one for the rows of a table. It checks nothing and reads nothing: not whether the pipeline is free or paused, who
 * holds it, whether a request was there before, what the cursors and the schema versions are, or where the database lives; and
 * it makes up an answer instead of building it.
 */
final class CycleScript {
    private static final String SETTINGS = """
            \\set n :n + 1
            \\set p :client_id + 1
            \\set a :n * 2
            \\set b :n * 2 + 1
            \\set r random(100000000000000000, 999999999999999999)
            """;

    private static final String BEGIN = """
            INSERT INTO {s}.run (pipeline, id, fence, cause, worker, status, started_at, last_step)
              VALUES (:p, int8send(:n) || int8send(:p), :n, 'manual', 'bench', 'RUNNING', {s}.now_micros(), 0);
            INSERT INTO {s}.request (pipeline, id, digest, at, answer)
              VALUES (:p, '0f8fad5b-d9cb-469f-' || :r::text, '{digest}', {s}.now_micros(), '{answer}');
            UPDATE {s}.pipeline SET last_fence = :n, fence = :n, lease_run = int8send(:n) || int8send(:p), lease_holder = 'bench',
              lease_since = t.now, lease_until = t.now + 60000000, wake_at = t.now + 60000000,
              claim_token = NULL, claim_due = NULL, claim_until = NULL
              FROM (SELECT {s}.now_micros() AS now) t WHERE id = :p;
            """;

    private static final String FIRST = """
            UPDATE {s}.cursor c SET from_revision = revision, from_kind = kind, from_value = c.value, from_key = order_key,
              kind = 1, value = v.value, order_key = v.key, revision = revision + 1, moved_at = t.now, fence = :n
              FROM (VALUES {positions}) v (stream, value, key), (SELECT {s}.now_micros() AS now) t
              WHERE c.pipeline = :p AND c.stream = v.stream AND c.part = '0';
            """;

    private static final String NEXT = """
            UPDATE {s}.cursor c SET
              kind = 1, value = v.value, order_key = v.key, revision = revision + 1, moved_at = t.now
              FROM (VALUES {positions}) v (stream, value, key), (SELECT {s}.now_micros() AS now) t
              WHERE c.pipeline = :p AND c.stream = v.stream AND c.part = '0';
            """;

    private static final String FIRST_COUNTS = """
            INSERT INTO {s}.run_counts VALUES {counts};
            """;

    private static final String NEXT_COUNTS = """
            UPDATE {s}.run_counts r SET rows_read = r.rows_read + c.read, rows_written = r.rows_written + c.written,
              rows_quarantined = r.rows_quarantined + c.quarantined, bytes_read = r.bytes_read + c.bytes
              FROM (VALUES {more}) c (stream, read, written, quarantined, bytes)
              WHERE r.pipeline = :p AND r.fence = :n AND r.stream = c.stream;
            """;

    private static final String GO_ON = """
            UPDATE {s}.run SET last_step = 1, last_digest = '{digest}', last_lease_until = {s}.now_micros() + 60000000
              WHERE pipeline = :p AND id = int8send(:n) || int8send(:p);
            UPDATE {s}.pipeline SET lease_until = {s}.now_micros() + 60000000 WHERE id = :p;
            """;

    private static final String FINISH = """
            UPDATE {s}.run SET last_step = 2, last_digest = '{digest}', last_lease_until = NULL, status = 'SUCCEEDED',
              ended_at = {s}.now_micros() WHERE pipeline = :p AND id = int8send(:n) || int8send(:p);
            INSERT INTO {s}.move SELECT pipeline, fence, stream, part, from_revision, from_kind, from_value, from_key,
              kind, value, order_key, NULL FROM {s}.cursor WHERE pipeline = :p AND fence = :n;
            UPDATE {s}.pipeline SET lease_run = NULL, lease_holder = NULL, lease_since = NULL, lease_until = NULL,
              next_due = t.now, wake_at = t.now, failures = 0 FROM (SELECT {s}.now_micros() AS now) t WHERE id = :p;
            """;

    private CycleScript() {}

    /**
     * @param pipelined whether each transaction is sent at once, as a client that can do so would; otherwise each statement waits
     *     for the one before it
     * @param answerBytes how long the answer is that a begin keeps
     */
    static String of(String schema, boolean pipelined, int answerBytes) {
        return (SETTINGS
                        + transaction(pipelined, BEGIN)
                        + transaction(pipelined, FIRST + FIRST_COUNTS + GO_ON, "a")
                        + transaction(pipelined, NEXT + NEXT_COUNTS + FINISH, "b"))
                .replace("{counts}", counts("(:p, :n, 'stream-%d', 100, 100, 0, 4000)"))
                .replace("{more}", counts("('stream-%d', 100, 100, 0, 4000)"))
                .replace("{s}", schema)
                .replace("{digest}", "\\x" + "5a".repeat(32))
                .replace("{answer}", "\\x" + "5b".repeat(answerBytes));
    }

    private static String transaction(boolean pipelined, String statements) {
        String all = "BEGIN;\n" + statements + "COMMIT;\n";
        return pipelined ? "\\startpipeline\n" + all + "\\endpipeline\n" : all;
    }

    private static String transaction(boolean pipelined, String statements, String position) {
        return transaction(pipelined, statements.replace("{positions}", positions(position)));
    }

    private static String positions(String variable) {
        return IntStream.range(0, CycleLoad.STREAMS)
                .mapToObj(i ->
                        "('stream-%d', '2026-11-21T05:40:00.000000Z/' || :%s::text, int8send(:%s) || '\\x%s'::bytea)"
                                .formatted(i, variable, variable, "00".repeat(16)))
                .collect(Collectors.joining(", "));
    }

    private static String counts(String row) {
        return IntStream.range(0, CycleLoad.STREAMS).mapToObj(row::formatted).collect(Collectors.joining(", "));
    }
}
