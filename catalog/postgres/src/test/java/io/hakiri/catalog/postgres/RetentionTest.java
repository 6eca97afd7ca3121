package io.hakiri.catalog.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RetentionPolicy;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.Writer;
import io.hakiri.retention.HistoryArchive;
import io.hakiri.retention.Retainer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retention (C-29) beside writers, and its archive. */
class RetentionTest {
    private static final ProjectId SHOP = new ProjectId("shop");
    private static final RetentionPolicy A_MONTH = new RetentionPolicy(Duration.ofDays(30), Duration.ofDays(30));
    private static final int PIPELINES = 4;
    private static final int OLD_RUNS = 40;

    /** Who waits for a lock longer than this fails. */
    private static final String LOCK_TIMEOUT = "ALTER DATABASE %s SET lock_timeout = '100ms'";

    /** A batch's transaction goes on for much longer after it has removed its rows. */
    private static final String SLOW = """
            CREATE FUNCTION hakiri.slowly() RETURNS TRIGGER LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.4); RETURN NULL; END';
            CREATE TRIGGER slowly AFTER DELETE ON hakiri.run FOR EACH STATEMENT EXECUTE FUNCTION hakiri.slowly();
            CREATE TRIGGER slowly AFTER DELETE ON hakiri.receipt FOR EACH STATEMENT EXECUTE FUNCTION hakiri.slowly()""";

    private static final String LONG_AGO = """
            UPDATE hakiri.run SET ended_at = ended_at - 40 * 86400 * 1000000::BIGINT;
            UPDATE hakiri.audit SET at = at - 40 * 86400 * 1000000::BIGINT""";

    private final PostgresServer server = new PostgresServer();
    private String url = "";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path folder;

    @BeforeEach
    void migrate() {
        url = server.newDatabase();
        PostgresAddress address = PostgresAddress.parse(url);
        Migrations.apply(Jdbc.of(address), address.schema());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void sql(String statements) throws SQLException {
        try (Connection connection = Jdbc.of(PostgresAddress.parse(url)).getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statements);
        }
    }

    private static PipelineKey pipeline(int number) {
        return PipelineKey.of("shop", "orders-" + number);
    }

    /** A run with an object that is published. */
    private static void run(ShopScene shop, PipelineKey pipeline, long to) {
        Writer writer = shop.begin(pipeline);
        shop.commit(ShopScene.moving(writer, 1, to - 1, to, ShopScene.finish()));
        shop.does(shop.catalog()
                .acknowledge(
                        pipeline,
                        List.of(new Settlement(new ReceiptId(writer.fence(), 1, 0), Receipt.State.PUBLISHED))));
    }

    private static void oldRuns(ShopScene shop) {
        for (int p = 0; p < PIPELINES; p++) {
            shop.declare(pipeline(p));
            for (int to = 1; to <= OLD_RUNS; to++) {
                run(shop, pipeline(p), to);
            }
        }
    }

    /** All lines but the heads. */
    private List<String> archived() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
                    assertThat(reader.readLine()).contains("\"format\":\"hakiri-history\",\"version\":1");
                    lines.addAll(reader.lines()
                            .map(line -> folder.relativize(file).subpath(0, 2) + line)
                            .toList());
                }
            }
        }
        return lines;
    }

    @Test
    void writersNeverWaitForRetention() throws Exception {
        try (ShopScene shop = ShopScene.at(url);
                ShopScene retaining = ShopScene.at(url);
                ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            oldRuns(shop);
            sql(LONG_AGO);
            sql(SLOW);
            sql(LOCK_TIMEOUT.formatted(PostgresAddress.parse(url).database()));
            AtomicBoolean retained = new AtomicBoolean();
            List<Future<Integer>> all = new ArrayList<>();
            try (ShopScene fresh = ShopScene.at(url)) {
                for (int p = 0; p < PIPELINES; p++) {
                    PipelineKey pipeline = pipeline(p);
                    all.add(writers.submit(() -> {
                        int runs = 0;
                        for (; !retained.get() || runs == 0; runs++) {
                            run(fresh, pipeline, OLD_RUNS + 1 + runs);
                        }
                        return runs;
                    }));
                }
                Retainer.Retained gone;
                try {
                    gone = new Retainer(retaining.catalog(), Thread::sleep)
                            .retain(SHOP, A_MONTH, new HistoryArchive(folder));
                } finally {
                    retained.set(true);
                }
                for (Future<Integer> writer : all) {
                    assertThat(writer.get()).isPositive();
                }
                assertThat(gone.rows()).containsEntry(PastRows.Kind.RUN, (long) PIPELINES * OLD_RUNS);
                assertThat(gone.rows()).containsEntry(PastRows.Kind.RECEIPT, (long) PIPELINES * OLD_RUNS);
                assertThat(archived()).doesNotHaveDuplicates().hasSize((int)
                        gone.rows().values().stream().mapToLong(Long::longValue).sum());
            }
        }
    }

    @Test
    void aWriterThatDoesWaitWouldFailInThatTest() throws Exception {
        try (ShopScene shop = ShopScene.at(url)) {
            shop.declare(pipeline(0));
        }
        sql(LOCK_TIMEOUT.formatted(PostgresAddress.parse(url).database()));
        try (ShopScene shop = ShopScene.at(url + "&call-timeout=1s");
                Connection connection = Jdbc.of(PostgresAddress.parse(url)).getConnection();
                Statement sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            sql.execute("SELECT 1 FROM hakiri.pipeline FOR UPDATE");
            assertThatThrownBy(() -> shop.begin(pipeline(0))).isInstanceOf(CatalogException.class);
            connection.rollback();
        }
    }

    @Test
    void whatWasExportedAndNotRemovedIsExportedAgainUnderTheSameName() throws Exception {
        try (ShopScene shop = ShopScene.at(url)) {
            oldRuns(shop);
            sql(LONG_AGO);
            HistoryArchive archive = new HistoryArchive(folder);
            // as a program that dies after its first batch is on the disk
            PastRows rows = Objects.requireNonNull(
                    shop.catalog().past(SHOP, A_MONTH, "", 500).rows());
            Path written = archive.write(SHOP, rows);

            Retainer retainer = new Retainer(shop.catalog(), Thread::sleep);
            Retainer.Retained expected = retainer.count(SHOP, A_MONTH);
            Retainer.Retained gone = retainer.retain(SHOP, A_MONTH, archive);

            assertThat(written).exists();
            assertThat(gone.rows()).isEqualTo(expected.rows());
            assertThat(archived()).doesNotHaveDuplicates().hasSize((int)
                    gone.rows().values().stream().mapToLong(Long::longValue).sum());
            assertThat(retainer.count(SHOP, A_MONTH).rows()).isEmpty();
        }
    }

    @Test
    void anArchiveThatCannotBeWrittenRemovesNothing() throws Exception {
        try (ShopScene shop = ShopScene.at(url)) {
            oldRuns(shop);
            sql(LONG_AGO);
            Path file = Files.createFile(folder.resolve("file"));
            Retainer retainer = new Retainer(shop.catalog(), Thread::sleep);
            Retainer.Retained before = retainer.count(SHOP, A_MONTH);
            assertThatThrownBy(() -> retainer.retain(SHOP, A_MONTH, new HistoryArchive(file)))
                    .isInstanceOf(IOException.class);
            assertThat(retainer.count(SHOP, A_MONTH)).isEqualTo(before);
        }
    }
}
