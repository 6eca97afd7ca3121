package io.hakiri.catalog.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.transfer.Owner;
import io.hakiri.transfer.Row;
import io.hakiri.transfer.RowKind;
import io.hakiri.transfer.Rows;
import io.hakiri.transfer.Transfer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * How long rows take to be laid down, and how long a plain COPY of the same rows into the same tables takes. Run by name for the
 * figures of docs/performance.md.
 */
class LayingBenchmark {
    private static final int RUNS = 100_000;
    private static final PipelineKey ORDERS = PipelineKey.of("shop", "orders");
    private static final Actor ANN = new Actor("ann", "to see how long it takes");
    private static final List<String> TABLES = List.of("run", "run_counts", "move", "receipt");
    private static final List<RowKind> KINDS = List.of(RowKind.FENCE, RowKind.RECEIPT);

    @Test
    void aHundredThousandRuns() throws Exception {
        try (OwnPostgres server = OwnPostgres.start(Map.of());
                ShopScene source = migrated(server, "source");
                ShopScene target = migrated(server, "target");
                ShopScene copied = migrated(server, "copied")) {
            source.declare(ORDERS);
            copied.declare(ORDERS);
            try (Connection connection = connection(server, "source");
                    Statement sql = connection.createStatement()) {
                sql.execute(RetentionBenchmark.ROUND.formatted(1, RUNS));
            }
            Transfer from = (Transfer) source.catalog();
            Transfer to = (Transfer) target.catalog();
            assertThat(to.prepare(from.snapshot(ORDERS).orElseThrow().state(), ANN))
                    .isEqualTo(new ChangeResult.Done());
            long laid = 0;
            long read = 0;
            for (RowKind kind : KINDS) {
                long began = System.nanoTime();
                List<List<Row>> pages = pages(from, kind);
                read += System.nanoTime() - began;
                began = System.nanoTime();
                for (List<Row> page : pages) {
                    assertThat(to.lay(Owner.of(ORDERS), page, null)).isEqualTo(new ChangeResult.Done());
                }
                laid += System.nanoTime() - began;
            }
            long plain = copy(server);
            System.out.printf(
                    "%,d runs: read in %,d ms, laid down in %,d ms; COPY in %,d ms; %.2f of COPY%n",
                    RUNS, read / 1_000_000, laid / 1_000_000, plain / 1_000_000, (double) plain / laid);
        }
    }

    /** The longest part of a write pause: all cursors that a pipeline may have. */
    @Test
    void anImageWithAllCursorsIsReceived() throws Exception {
        try (OwnPostgres server = OwnPostgres.start(Map.of());
                ShopScene target = migrated(server, "target")) {
            PipelineImage image = image();
            for (int round = 0; round < 5; round++) {
                long began = System.nanoTime();
                assertThat(target.catalog().receive(image, ANN)).isEqualTo(new ChangeResult.Done());
                System.out.printf(
                        "%,d cursors received in %,d ms%n",
                        Limits.CURSORS_PER_PIPELINE, (System.nanoTime() - began) / 1_000_000);
            }
        }
    }

    private static PipelineImage image() {
        Fence fence = new Fence(7);
        List<Cursor> cursors = new ArrayList<>();
        for (int i = 0; i < Limits.CURSORS_PER_PIPELINE; i++) {
            cursors.add(new Cursor(
                    new StreamPartition("a", "part-" + i),
                    new Position.OpaqueToken("position-" + i),
                    1,
                    fence,
                    Instant.parse("2026-01-01T00:00:00Z")));
        }
        return new PipelineImage(
                new PipelineState(ORDERS, "{}", 1, new PipelineStatus.Sealed(), fence, null, 0, null),
                null,
                Fence.NONE,
                fence,
                Fence.NONE,
                2,
                cursors,
                List.of());
    }

    private static ShopScene migrated(OwnPostgres server, String database) throws Exception {
        server.sql("CREATE DATABASE " + database);
        PostgresAddress address = PostgresAddress.parse(server.address(database));
        Migrations.apply(Jdbc.of(address), address.schema());
        return ShopScene.at(server.address(database));
    }

    private static Connection connection(OwnPostgres server, String database) throws SQLException {
        return Jdbc.of(PostgresAddress.parse(server.address(database))).getConnection();
    }

    private static List<List<Row>> pages(Transfer from, RowKind kind) {
        List<List<Row>> pages = new ArrayList<>();
        String after = null;
        for (boolean more = true; more; ) {
            Rows rows = from.rows(Owner.of(ORDERS), kind, after, Transfer.MOST_ROWS);
            pages.add(rows.rows());
            after = rows.rows().getLast().key();
            more = rows.more();
        }
        return pages;
    }

    /** Only the way in counts. */
    private static long copy(OwnPostgres server) throws SQLException, IOException {
        Map<String, byte[]> tables = new HashMap<>();
        try (Connection connection = connection(server, "source")) {
            for (String table : TABLES) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                manager(connection).copyOut("COPY hakiri." + table + " TO STDOUT (FORMAT BINARY)", out);
                tables.put(table, out.toByteArray());
            }
        }
        try (Connection connection = connection(server, "copied")) {
            long began = System.nanoTime();
            for (String table : TABLES) {
                manager(connection)
                        .copyIn(
                                "COPY hakiri." + table + " FROM STDIN (FORMAT BINARY)",
                                new ByteArrayInputStream(tables.get(table)));
            }
            return System.nanoTime() - began;
        }
    }

    private static CopyManager manager(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }
}
