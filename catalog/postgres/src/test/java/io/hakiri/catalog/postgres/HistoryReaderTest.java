package io.hakiri.catalog.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.AuditSearch;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.Found;
import io.hakiri.catalog.HistoryFilter;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.RunSearch;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Trigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Where searches read, what they say of its age, and what happens when it is not there (C-28, C-24). */
final class HistoryReaderTest {
    private static final PipelineKey ORDERS = PipelineKey.of("shop", "orders");
    private static final Actor ANN = new Actor("ann", "the test says so");
    private static final RunIds IDS = RunIds.uuid7(InstantSource.system(), new SecureRandom());
    private static final Duration AWAITING = Duration.ofMinutes(1);
    private static final String NOBODY_LISTENS = "postgresql://postgres@localhost:1/postgres?sslmode=disable";

    /** A catalog with one pipeline on a server of the test's own. */
    private static OwnPostgres primary() {
        return withCatalog(OwnPostgres.start(Map.of("fsync", "off")));
    }

    private static OwnPostgres withCatalog(OwnPostgres server) {
        PostgresAddress address = PostgresAddress.parse(server.address("postgres"));
        Migrations.apply(Jdbc.of(address), address.schema());
        try (Catalog catalog = PostgresCatalog.open(server.address("postgres"), new SecureRandom())) {
            catalog.put(new PutPipeline(ORDERS, "{}", null, 0L, ANN));
        }
        return server;
    }

    private static RunId ran(OwnPostgres server) {
        try (Catalog catalog = PostgresCatalog.open(server.address("postgres"), new SecureRandom())) {
            RunId run = IDS.next();
            Begin begin = new Begin(
                    ORDERS, run, RequestId.random(), "worker", Duration.ofMinutes(1), new Trigger.Manual(), Set.of());
            BeginResult.Granted granted = (BeginResult.Granted) catalog.begin(begin);
            Progress nothing = new Progress(List.of(), List.of(), Map.of(), List.of(), List.of(), Map.of());
            catalog.commit(new Commit(granted.writer(), 1, nothing, new Next.Finish(RunStatus.SUCCEEDED, null, null)));
            return run;
        }
    }

    private static HistoryReader reader(String address) {
        return new HistoryReader(PostgresAddress.parse(address));
    }

    private static String readingFrom(String address, String reader) {
        return address + "&read-url=" + URLEncoder.encode(reader, StandardCharsets.UTF_8);
    }

    private static Found<Run> runs(HistoryReader reader) {
        return reader.searchRuns(new RunSearch(HistoryFilter.of(ORDERS), Set.of(), PageRequest.first()));
    }

    private static List<RunId> ids(Found<Run> found) {
        return found.page().entries().stream().map(Run::id).toList();
    }

    private interface Condition {
        boolean holds() throws SQLException;
    }

    private static void await(Condition condition) throws SQLException, InterruptedException {
        Instant end = Instant.now().plus(AWAITING);
        while (!condition.holds()) {
            assertThat(Instant.now()).as("still waiting").isBefore(end);
            Thread.sleep(Duration.ofMillis(20));
        }
    }

    @Nested
    final class OnAStandby {
        @Test
        void aSearchReadsThereAndSaysHowFarItLags() throws Exception {
            Path archive = Files.createTempDirectory("hakiri-archive-");
            try (OwnPostgres primary = withCatalog(BaseBackup.archivingServer(archive));
                    BaseBackup backup = BaseBackup.of(primary, archive);
                    OwnPostgres standby = backup.standbyOf(primary);
                    HistoryReader reader =
                            reader(readingFrom(primary.address("postgres"), standby.address("postgres")))) {
                RunId first = ran(primary);
                await(() -> upToDate(primary, standby, "pg_last_wal_replay_lsn"));
                assertThat(ids(runs(reader))).containsExactly(first);
                assertThat(runs(reader).lag()).isZero();

                standby.sql("SELECT pg_wal_replay_pause()");
                RunId second = ran(primary);
                await(() -> upToDate(primary, standby, "pg_last_wal_receive_lsn"));
                Found<Run> old = runs(reader);
                assertThat(ids(old)).containsExactly(first);
                assertThat(old.lag()).isPositive();

                standby.sql("SELECT pg_wal_replay_resume()");
                await(() -> upToDate(primary, standby, "pg_last_wal_replay_lsn"));
                assertThat(ids(runs(reader))).containsExactly(second, first);
            }
        }

        @Test
        void thePrimaryIsNotNeededAndAStandbyThatLostItLags() throws Exception {
            Path archive = Files.createTempDirectory("hakiri-archive-");
            try (OwnPostgres primary = withCatalog(BaseBackup.archivingServer(archive));
                    BaseBackup backup = BaseBackup.of(primary, archive);
                    OwnPostgres standby = backup.standbyOf(primary);
                    HistoryReader reader = reader(readingFrom(NOBODY_LISTENS, standby.address("postgres")))) {
                RunId run = ran(primary);
                await(() -> upToDate(primary, standby, "pg_last_wal_replay_lsn"));
                assertThat(ids(runs(reader))).containsExactly(run);

                primary.kill();
                await(() -> standby.number("SELECT count(*) FROM pg_stat_wal_receiver") == 0);
                assertThat(ids(runs(reader))).containsExactly(run);
                assertThat(runs(reader).lag()).isPositive();
                primary.startAgain();
            }
        }

        private static boolean upToDate(OwnPostgres primary, OwnPostgres standby, String reached) throws SQLException {
            String written = text(primary, "SELECT pg_current_wal_flush_lsn()::TEXT");
            return standby.number("SELECT coalesce(" + reached + "() >= '" + written + "', false)::INT") == 1;
        }

        private static String text(OwnPostgres server, String query) throws SQLException {
            try (Connection connection = server.jdbc("postgres");
                    Statement sql = connection.createStatement();
                    ResultSet rows = sql.executeQuery(query)) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    @Nested
    final class OnAurora {
        /** The functions as Aurora's documentation describes them. */
        private static final String AURORA = """
                CREATE OR REPLACE FUNCTION aurora_db_instance_identifier() RETURNS TEXT LANGUAGE sql AS 'SELECT ''here''';
                CREATE OR REPLACE FUNCTION aurora_replica_status(OUT server_id TEXT, OUT session_id TEXT,
                    OUT replica_lag_in_msec DOUBLE PRECISION) RETURNS SETOF RECORD LANGUAGE sql AS $$
                  VALUES ('writer', 'MASTER_SESSION_ID', NULL::DOUBLE PRECISION), ('there', 'x', 9000.0), %s
                $$""";

        @Test
        void theLagIsWhatAuroraSaysOfTheInstanceThatAnswers() throws Exception {
            try (OwnPostgres server = primary();
                    HistoryReader reader = reader(server.address("postgres"))) {
                server.sql(AURORA.formatted("('here', 'y', 12.5)"));
                assertThat(runs(reader).lag()).isEqualTo(Duration.ofNanos(12_500_000));

                server.sql(AURORA.formatted("('here', 'MASTER_SESSION_ID', NULL)"));
                assertThat(runs(reader).lag()).isZero();
            }
        }
    }

    @Nested
    final class InTrouble {
        @Test
        void nothingIsConnectedToBeforeTheFirstSearch() {
            HistoryReader reader = reader(NOBODY_LISTENS);
            reader.close();

            assertThatThrownBy(() -> runs(reader))
                    .isInstanceOf(CatalogException.Unavailable.class)
                    .hasMessageContaining("closed");
        }

        @Test
        void aReaderThatIsDownIsUnavailable() {
            try (HistoryReader reader = reader(NOBODY_LISTENS)) {
                assertThatThrownBy(() -> runs(reader))
                        .isInstanceOf(CatalogException.Unavailable.class)
                        .hasMessageContaining("searchRuns at localhost:1/postgres")
                        .hasMessageContaining("refused");
            }
        }

        @Test
        void whereThereIsNoCatalogTheAnswerIsIncompatible() {
            try (PostgresServer server = new PostgresServer();
                    HistoryReader reader = reader(server.newDatabase())) {
                assertThatThrownBy(() -> runs(reader))
                        .isInstanceOf(CatalogException.Incompatible.class)
                        .hasMessageContaining("(42P01)")
                        .hasMessageContaining("hakiri catalog init");
            }
        }

        @Test
        void aSearchThatTakesTooLongEndsWithinTheCallTimeoutAndTheNextOneWorks() throws Exception {
            try (OwnPostgres server = primary();
                    HistoryReader reader = reader(server.address("postgres") + "&call-timeout=PT2S");
                    Connection holder = server.jdbc("postgres")) {
                assertThat(ids(runs(reader))).isEmpty();
                holder.setAutoCommit(false);
                try (Statement lock = holder.createStatement()) {
                    lock.execute("LOCK TABLE hakiri.run IN ACCESS EXCLUSIVE MODE");
                    assertThatThrownBy(() -> runs(reader)).isInstanceOf(CatalogException.Unavailable.class);
                }
                holder.rollback();
                assertThat(ids(runs(reader))).isEmpty();
            }
        }

        @Test
        void connectionsThatDiedMeanwhileAreReplaced() throws Exception {
            try (OwnPostgres server = primary();
                    HistoryReader reader = reader(server.address("postgres"))) {
                RunId run = ran(server);
                assertThat(ids(runs(reader))).containsExactly(run);
                for (int i = 0; i < 5; i++) {
                    server.sql("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                            + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
                    assertThat(ids(runs(reader))).containsExactly(run);
                }
            }
        }
    }

    @Nested
    final class LoggingIn {
        @Test
        void aRotatedSecretIsReadAgainWhenALoginFails() throws Exception {
            String hba = "host all rotated all scram-sha-256\n";
            try (OwnPostgres server = withCatalog(OwnPostgres.start(Map.of("fsync", "off"), data -> {
                Path access = data.resolve("pg_hba.conf");
                try {
                    Files.writeString(access, hba + Files.readString(access));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }))) {
                server.sql("CREATE ROLE rotated LOGIN PASSWORD 'first' IN ROLE pg_read_all_data");
                Queue<String> secrets = new ArrayDeque<>(List.of("first", "second"));
                Credentials credentials = new SecretCredentials(
                        () -> "{\"username\": \"rotated\", \"password\": \"" + secrets.remove() + "\"}");
                PostgresAddress address = PostgresAddress.parse(
                        "postgresql://localhost:" + server.port() + "/postgres?sslmode=disable&auth=secret&secret=db");
                RunId run = ran(server);
                try (HistoryReader reader = new HistoryReader(address, credentials)) {
                    assertThat(ids(runs(reader))).containsExactly(run);
                    server.sql("ALTER ROLE rotated PASSWORD 'second'");
                    server.sql(
                            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'rotated'");
                    assertThat(ids(runs(reader))).containsExactly(run);
                }
                assertThat(secrets).isEmpty();
            }
        }

        @Test
        void aServerThatDoesNotProveWhoItIsIsNotTalkedTo() {
            try (PostgresServer plain = new PostgresServer();
                    HistoryReader reader = reader(plain.newDatabase().replace("?sslmode=disable", "?pool-size=3"))) {
                assertThatThrownBy(() -> runs(reader))
                        .isInstanceOf(CatalogException.Unavailable.class)
                        .hasMessageContaining("does not encrypt");
            }
        }
    }

    @Nested
    final class ForPeople {
        @Test
        void theViewsHaveNamesTimesAndReadableIds() throws Exception {
            try (OwnPostgres server = primary();
                    HistoryReader reader = reader(server.address("postgres"))) {
                ran(server);
                Run run = runs(reader).page().entries().getFirst();
                String asked = "project = 'shop' AND pipeline = 'orders'";

                assertThat(server.number("SELECT count(*) FROM hakiri.run_history WHERE " + asked + " AND run = '"
                                + run.id() + "' AND started_at = '" + run.startedAt() + "' AND status = 'SUCCEEDED'"))
                        .isEqualTo(1);
                assertThat(server.number("SELECT count(*) FROM hakiri.audit_history WHERE " + asked
                                + " AND actor = 'ann' AND at <= clock_timestamp()"))
                        .isEqualTo(1);
                assertThat(reader.searchAudit(new AuditSearch(HistoryFilter.of(ORDERS), PageRequest.first()))
                                .page()
                                .entries())
                        .hasSize(1);
            }
        }

        @Test
        void aSearchCanChangeNothing() throws Exception {
            try (OwnPostgres server = primary();
                    HistoryReader reader = reader(server.address("postgres"))) {
                runs(reader);
                // whatever a view may hold one day: the transaction of a search refuses to write
                server.sql("CREATE FUNCTION hakiri.writes() RETURNS BIGINT LANGUAGE sql AS"
                        + " 'UPDATE hakiri.pipeline SET version = version + 1 RETURNING version';"
                        + "DROP VIEW hakiri.run_stream_history; CREATE VIEW hakiri.run_stream_history AS SELECT ''::TEXT AS project,"
                        + " ''::TEXT AS pipeline, NULL::UUID AS run, 1::BIGINT AS fence, 's'::TEXT AS stream,"
                        + " hakiri.writes() AS rows_read, 0::BIGINT AS rows_written, 0::BIGINT AS rows_quarantined,"
                        + " 0::BIGINT AS bytes_read, 1::BIGINT AS pipeline_id");
                ran(server);

                assertThatThrownBy(() -> runs(reader))
                        .isInstanceOf(CatalogException.Unavailable.class)
                        .hasMessageContaining("read-only transaction");
            }
        }
    }
}
