package io.hakiri.catalog.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Adopt;
import io.hakiri.catalog.Advance;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.PutResult;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Writer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only this backend knows of its files: faults, versions, and being copied, lost or put back (C-24, C-27). */
class ProjectFileTest {
    private static final ProjectId PROJECT = new ProjectId("demo");
    private static final PipelineKey WEATHER = PipelineKey.of("demo", "weather");
    private static final Actor ACTOR = new Actor("ann", "because");
    private static final RunIds IDS = RunIds.uuid7(InstantSource.system(), new SecureRandom());

    @TempDir
    Path folder;

    private final List<SqliteCatalog> opened = new ArrayList<>();

    @AfterEach
    void closeAll() {
        opened.forEach(SqliteCatalog::close);
    }

    /** A writer keeps what it wrote last in memory ({@link Known}): others write into the same file. */
    @Nested
    class Kept {
        private static final StreamPartition AT = StreamPartition.of("days");
        private static final Next SUCCEEDED = new Next.Finish(RunStatus.SUCCEEDED, null, null);

        @Test
        void aGrantSeesWhatAnotherCatalogWroteSinceTheLastCommit() {
            SqliteCatalog one = with("{}");
            SqliteCatalog other = open();
            moved(one, 0, "a");
            moved(one, 1, "b");

            BeginResult.Granted otherGrant = granted(other);
            assertThat(cursor(otherGrant).position()).isEqualTo(new Position.OpaqueToken("b"));
            assertThat(advance(other, otherGrant.writer(), 2, "c", SUCCEEDED))
                    .isInstanceOf(CommitResult.Committed.class);

            BeginResult.Granted again = granted(one);
            assertThat(cursor(again).position()).isEqualTo(new Position.OpaqueToken("c"));
            assertThat(advance(one, again.writer(), 2, "d", SUCCEEDED))
                    .isEqualTo(new CommitResult.Conflict(again.cursors(), List.of()));
        }

        @Test
        void aCommitThatWasTakenBackIsNotRemembered() throws SQLException {
            SqliteCatalog catalog = with("{}");
            moved(catalog, 0, "a");
            Writer writer = granted(catalog).writer();
            sql("CREATE TRIGGER fails BEFORE UPDATE ON pipeline BEGIN SELECT RAISE(ABORT, 'after the cursors'); END");
            assertThatThrownBy(() -> advance(catalog, writer, 1, "b", SUCCEEDED))
                    .isInstanceOf(CatalogException.class);
            sql("DROP TRIGGER fails");

            assertThat(advance(catalog, writer, 1, "b", SUCCEEDED)).isInstanceOf(CommitResult.Committed.class);
            assertThat(cursor(granted(catalog)).revision()).isEqualTo(2);
        }

        private void moved(SqliteCatalog catalog, long revision, String to) {
            assertThat(advance(catalog, granted(catalog).writer(), revision, to, SUCCEEDED))
                    .isInstanceOf(CommitResult.Committed.class);
        }

        private BeginResult.Granted granted(SqliteCatalog catalog) {
            return (BeginResult.Granted) catalog.begin(new Begin(
                    WEATHER,
                    IDS.next(),
                    RequestId.random(),
                    "ann",
                    Duration.ofMinutes(1),
                    new Trigger.Manual(),
                    Set.of(AT.stream())));
        }

        private CommitResult advance(SqliteCatalog catalog, Writer writer, long revision, String to, Next next) {
            Advance advance = new Advance(AT, revision, new Position.OpaqueToken(to));
            return catalog.commit(new Commit(
                    writer,
                    1,
                    new Progress(List.of(advance), List.of(), Map.of(), List.of(), List.of(), Map.of()),
                    next));
        }

        private Cursor cursor(BeginResult.Granted granted) {
            return granted.cursors().getFirst();
        }
    }

    @Nested
    class Faulty {
        @Test
        void aFileThatIsNoDatabaseIsCorruptAndStaysAsItIs() throws IOException {
            Files.writeString(file(), "this is a letter, not a database. ".repeat(400));
            byte[] before = Files.readAllBytes(file());

            assertThatThrownBy(() -> open().pipeline(WEATHER))
                    .isInstanceOf(CatalogException.Corrupt.class)
                    .hasMessageContaining(file().toString())
                    .hasCauseInstanceOf(SQLException.class);
            assertThatThrownBy(() -> put(open(), "{}")).isInstanceOf(CatalogException.Corrupt.class);
            assertThat(Files.readAllBytes(file())).isEqualTo(before);
        }

        @Test
        void aDamagedPageIsCorrupt() throws IOException {
            SqliteCatalog catalog = open();
            for (int i = 0; i < 200; i++) {
                catalog.put(new PutPipeline(PipelineKey.of("demo", "p" + i), "{}", null, null, ACTOR));
            }
            close(catalog);
            try (RandomAccessFile raw = new RandomAccessFile(file().toFile(), "rw")) {
                for (long page = 1; page < raw.length() / 4096; page++) {
                    raw.seek(page * 4096);
                    raw.write(new byte[100]);
                }
            }

            assertThatThrownBy(() -> open().pipeline(PipelineKey.of("demo", "p7")))
                    .isInstanceOf(CatalogException.Corrupt.class);
        }

        @Test
        void aFileOfANewerVersionIsRefusedAndStaysAsItIs() throws IOException, SQLException {
            close(with("{}"));
            sql("PRAGMA user_version = 99");
            byte[] before = Files.readAllBytes(file());

            assertThatThrownBy(() -> open().pipeline(WEATHER))
                    .isInstanceOf(CatalogException.Incompatible.class)
                    .hasMessageContaining("version 99");
            assertThatThrownBy(() -> put(open(), "{\"a\":1}")).isInstanceOf(CatalogException.Incompatible.class);
            assertThat(open().status().projects().getFirst().mismatch()).contains("version 99");
            assertThat(Files.readAllBytes(file())).isEqualTo(before);
        }

        @Test
        void aFileOfAnotherProgramIsRefused() throws SQLException {
            sql("CREATE TABLE theirs (a)", "PRAGMA user_version = 1");

            assertThatThrownBy(() -> open().pipeline(WEATHER))
                    .isInstanceOf(CatalogException.Incompatible.class)
                    .hasMessageContaining("another program");
        }

        @Test
        void aFullDiskIsUnavailableAndLosesNothing() {
            SqliteCatalog catalog = with("{}");
            ProjectFile file = catalog.file(PROJECT);
            long pages = file.write(false, "size", null, tx -> tx.sql().number("PRAGMA page_count"));
            file.<Long>write(false, "limit", null, tx -> tx.sql().number("PRAGMA max_page_count = " + pages));

            assertThatThrownBy(() -> put(catalog, "{\"a\":\"" + "x".repeat(100_000) + "\"}"))
                    .isInstanceOf(CatalogException.Unavailable.class)
                    .hasMessageContaining("full");
            assertThat(catalog.pipeline(WEATHER).orElseThrow().manifest()).isEqualTo("{}");

            file.<Long>write(false, "limit", null, tx -> tx.sql().number("PRAGMA max_page_count = 1000000"));
            assertThat(put(catalog, "{\"a\":1}")).isInstanceOf(PutResult.Stored.class);
        }

        @Test
        void whatCannotBeWrittenIsUnavailableAndCanStillBeRead() {
            SqliteCatalog catalog = with("{}");
            ProjectFile file = catalog.file(PROJECT);
            file.<Boolean>write(false, "protect", null, tx -> {
                ((Session) tx.sql()).once("PRAGMA query_only = ON");
                return true;
            });

            assertThatThrownBy(() -> put(catalog, "{\"a\":1}"))
                    .isInstanceOf(CatalogException.Unavailable.class)
                    .hasMessageContaining("cannot be written");
            assertThat(catalog.pipeline(WEATHER)).isPresent();
        }

        @Test
        void aFolderInPlaceOfTheFileIsUnavailable() throws IOException {
            Files.createDirectory(file());

            assertThatThrownBy(() -> put(open(), "{}"))
                    .isInstanceOf(CatalogException.Unavailable.class)
                    .hasMessageContaining(file().toString());
        }

        @Test
        void aClosedCatalogIsUnavailable() {
            SqliteCatalog catalog = with("{}");
            close(catalog);

            assertThatThrownBy(() -> catalog.pipeline(WEATHER)).isInstanceOf(CatalogException.Unavailable.class);
        }
    }

    @Nested
    class OfAnotherPlace {
        @Test
        void anOlderCopyPutBackRefusesWritesUntilItIsAdopted() throws IOException {
            SqliteCatalog catalog = with("{}");
            close(catalog);
            Path backup = Files.copy(file(), folder.resolve("backup"));
            SqliteCatalog later = open();
            Fence lost = granted(later).writer().fence();
            close(later);
            // over the old bytes, so that even the file's number stays
            Files.write(file(), Files.readAllBytes(backup));

            SqliteCatalog restored = open();
            assertRefused(restored, "older copy");
            assertThat(restored.adopt(new Adopt(PROJECT, 0, ACTOR)).paused()).isEqualTo(1);
            assertThat(restored.pipeline(WEATHER).orElseThrow().status()).isInstanceOf(PipelineStatus.OnHold.class);
            assertThat(restored.resume(WEATHER, null, ACTOR)).isInstanceOf(ChangeResult.Done.class);
            assertThat(granted(restored).writer().fence()).isGreaterThan(lost);
            assertThat(restored.status().projects().getFirst().mismatch()).isNull();
        }

        @Test
        void aCopyOfTheWholeFolderRefusesWrites() throws IOException {
            close(with("{}"));
            Path other = Files.createDirectory(folder.resolve("other"));
            Files.copy(file(), other.resolve("demo.db"));
            Files.copy(folder.resolve("demo.witness"), other.resolve("demo.witness"));

            assertRefused(open(other), "it is a copy");
        }

        @Test
        void aFileWithoutItsWitnessRefusesWrites() throws IOException {
            close(with("{}"));
            Files.delete(folder.resolve("demo.witness"));

            assertRefused(open(), "is missing");
        }

        @Test
        void aWitnessThatIsBehindIsNoHarm() throws IOException {
            SqliteCatalog catalog = with("{}");
            byte[] early = Files.readAllBytes(folder.resolve("demo.witness"));
            put(catalog, "{\"a\":1}");
            close(catalog);
            Files.write(folder.resolve("demo.witness"), early);

            assertThat(put(open(), "{\"a\":2}")).isInstanceOf(PutResult.Stored.class);
        }

        @Test
        void aFileReplacedUnderAnOpenCatalogIsNoticed() throws IOException {
            SqliteCatalog catalog = with("{}");
            Path copy = Files.copy(file(), folder.resolve("copy"));
            Files.move(copy, file(), StandardCopyOption.REPLACE_EXISTING);

            assertThatThrownBy(() -> put(catalog, "{\"a\":1}")).isInstanceOf(CatalogException.class);
        }

        @Test
        void aLostFileIsNotBegunAgainUntilItIsAdoptedWithFencesAboveTheLostOnes() throws IOException {
            SqliteCatalog catalog = with("{}");
            Fence lost = granted(catalog).writer().fence();
            close(catalog);
            for (int time = 0; time < 2; time++) {
                Files.deleteIfExists(file());
                SqliteCatalog again = open();
                assertThatThrownBy(() -> put(again, "{}"))
                        .isInstanceOf(CatalogException.Incompatible.class)
                        .hasMessageContaining("was lost")
                        .hasMessageContaining("hakiri catalog adopt");
                close(again);
            }

            SqliteCatalog adopted = open();
            adopted.adopt(new Adopt(PROJECT, 0, ACTOR));
            put(adopted, "{}");
            assertThat(granted(adopted).writer().fence()).isGreaterThan(lost);
        }

        @Test
        void anEmptiedFileIsALostOne() throws IOException {
            close(with("{}"));
            Files.write(file(), new byte[0]);

            SqliteCatalog catalog = open();
            assertThatThrownBy(() -> put(catalog, "{}"))
                    .isInstanceOf(CatalogException.Incompatible.class)
                    .hasMessageContaining("was lost");
        }

        private void assertRefused(SqliteCatalog catalog, String found) {
            assertThatThrownBy(() -> put(catalog, "{\"a\":1}"))
                    .isInstanceOf(CatalogException.Incompatible.class)
                    .hasMessageContaining(found)
                    .hasMessageContaining("hakiri catalog adopt");
            assertThat(catalog.pipeline(WEATHER)).isPresent();
            assertThat(catalog.status().projects().getFirst().mismatch()).contains(found);
        }
    }

    @Nested
    class Together {
        @Test
        void twentyThatMakeTheFileAtOnceMakeOne() throws Exception {
            List<PutResult> results = atOnce(
                    20,
                    number ->
                            open().put(new PutPipeline(PipelineKey.of("demo", "p" + number), "{}", null, null, ACTOR)));

            assertThat(results).hasSize(20).allMatch(result -> result instanceof PutResult.Stored);
            assertThat(open().status().projects().getFirst().mismatch()).isNull();
            assertThat(open().pipelines(PROJECT, io.hakiri.catalog.PageRequest.first())
                            .entries())
                    .hasSize(20);
        }

        @Test
        void manyThreadsOnOneCatalogGetOneGrant() throws Exception {
            SqliteCatalog catalog = with("{}");

            List<BeginResult> results = atOnce(100, _ -> begin(catalog));

            assertThat(results.stream().filter(result -> result instanceof BeginResult.Granted))
                    .hasSize(1);
        }

        private interface Work<T> {
            T of(int number);
        }

        private <T> List<T> atOnce(int count, Work<T> work) throws Exception {
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Callable<T>> calls = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    int number = i;
                    calls.add(() -> work.of(number));
                }
                List<T> results = new ArrayList<>();
                for (Future<T> result : threads.invokeAll(calls)) {
                    results.add(result.get());
                }
                return results;
            }
        }
    }

    private Path file() {
        return folder.resolve("demo.db");
    }

    private SqliteCatalog open() {
        return open(folder);
    }

    private SqliteCatalog open(Path where) {
        SqliteCatalog catalog = SqliteCatalog.open(where, InstantSource.system(), new SecureRandom());
        synchronized (opened) {
            opened.add(catalog);
        }
        return catalog;
    }

    private SqliteCatalog with(String manifest) {
        SqliteCatalog catalog = open();
        put(catalog, manifest);
        return catalog;
    }

    private static PutResult put(SqliteCatalog catalog, String manifest) {
        return catalog.put(new PutPipeline(WEATHER, manifest, null, null, ACTOR));
    }

    private static BeginResult begin(SqliteCatalog catalog) {
        return catalog.begin(new Begin(
                WEATHER,
                IDS.next(),
                RequestId.random(),
                "worker",
                Duration.ofHours(1),
                new Trigger.Manual(),
                Set.of("weather")));
    }

    private static BeginResult.Granted granted(SqliteCatalog catalog) {
        return (BeginResult.Granted) begin(catalog);
    }

    private void close(SqliteCatalog catalog) {
        catalog.close();
        opened.remove(catalog);
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
