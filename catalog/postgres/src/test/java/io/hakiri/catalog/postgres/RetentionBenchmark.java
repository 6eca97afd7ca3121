package io.hakiri.catalog.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RetentionPolicy;
import io.hakiri.retention.Retainer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Many runs in and out, and how large the tables are after each round. Run by name for the figures of docs/performance.md;
 * {@code RetentionBloatTest} is its short form.
 */
class RetentionBenchmark {
    private static final int ROUNDS = 10;
    private static final int RUNS = 10_000;

    /** The rows of runs that ended forty days ago, with a receipt that is published; fences go on from round to round. */
    static final String ROUND = """
            INSERT INTO hakiri.run (pipeline, id, fence, cause, worker, status, started_at, ended_at, last_step, last_digest)
            SELECT p.id, decode(overlay(overlay(md5(n::TEXT) PLACING '7' FROM 13) PLACING '8' FROM 17), 'hex'), n, 'due', 'worker', 'SUCCEEDED', t.at, t.at, 2, decode(md5(n::TEXT), 'hex')
            FROM hakiri.pipeline p, generate_series(%1$d::BIGINT, %2$d) n, (SELECT hakiri.now_micros() - 40 * 86400000000 AS at) t;
            INSERT INTO hakiri.run_counts SELECT p.id, n, 'a', 1, 1, 0, 100
            FROM hakiri.pipeline p, generate_series(%1$d::BIGINT, %2$d) n;
            INSERT INTO hakiri.move SELECT p.id, n, 'a', '0', n, 1, n::TEXT, '\\x00', 1, n::TEXT, '\\x01', NULL
            FROM hakiri.pipeline p, generate_series(%1$d::BIGINT, %2$d) n;
            INSERT INTO hakiri.receipt
            SELECT p.id, n, 1, 0, 'a', 'DATA', 'object-' || n, md5(n::TEXT), 100, 1, 'PUBLISHED', 0
            FROM hakiri.pipeline p, generate_series(%1$d::BIGINT, %2$d) n""";

    private static final String SIZE = """
            SELECT sum(pg_total_relation_size(('hakiri.' || t)::REGCLASS))
            FROM unnest(ARRAY['run', 'run_counts', 'move', 'receipt']) t""";

    /**
     * A round's size when its runs are in, per round.
     *
     * @param pause whether to pause between batches, as in use
     */
    static List<Long> sizes(int rounds, int runs, boolean pause) throws Exception {
        List<Long> sizes = new ArrayList<>();
        try (OwnPostgres server = OwnPostgres.start(Map.of())) {
            String url = server.address("postgres");
            PostgresAddress address = PostgresAddress.parse(url);
            Migrations.apply(Jdbc.of(address), address.schema());
            try (ShopScene shop = ShopScene.at(url);
                    Connection connection = Jdbc.of(address).getConnection();
                    Statement sql = connection.createStatement()) {
                shop.declare(PipelineKey.of("shop", "orders"));
                Retainer retainer = new Retainer(shop.catalog(), pause ? Thread::sleep : _ -> {});
                for (int round = 0; round < rounds; round++) {
                    sql.execute(ROUND.formatted(round * (long) runs + 1, (round + 1) * (long) runs));
                    sizes.add(size(sql));
                    long before = System.nanoTime();
                    long gone = retainer.retain(
                                    new ProjectId("shop"), new RetentionPolicy(Duration.ofDays(30), null), null)
                            .rows()
                            .getOrDefault(PastRows.Kind.RUN, 0L);
                    assertThat(gone).isEqualTo(runs);
                    System.out.printf(
                            "round %d: %,d runs in, %,d kB; out after %,d ms%n",
                            round + 1, runs, sizes.getLast() / 1024, (System.nanoTime() - before) / 1_000_000);
                    // as autovacuum does it, but now
                    for (String table : List.of("run", "run_counts", "move", "receipt")) {
                        sql.execute("VACUUM hakiri." + table);
                    }
                }
            }
        }
        return sizes;
    }

    private static long size(Statement sql) throws SQLException {
        try (ResultSet rows = sql.executeQuery(SIZE)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    void aHundredThousandRunsInAndOut() throws Exception {
        assertBounded(sizes(ROUNDS, RUNS, true));
    }

    /** PostgreSQL gives the pages of an index out again two vacuums later: from the third round on nothing grows. */
    static void assertBounded(List<Long> sizes) {
        assertThat(sizes.getLast()).isLessThanOrEqualTo(sizes.get(2) * 11 / 10);
    }
}
