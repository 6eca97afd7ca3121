package io.hakiri.connectors.lake;

import static io.hakiri.connectors.lake.Rows.numbered;
import static io.hakiri.connectors.lake.Rows.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.hakiri.batch.Batch;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.Writer;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.Destination;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.Options;
import io.hakiri.connector.RejectedRow;
import io.hakiri.connector.Stage;
import io.hakiri.connector.Staging;
import io.hakiri.connectors.parquet.ParquetType;
import io.hakiri.schema.Type;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The publish protocol (C-25, ADR 0003), with Parquet files. */
final class LakeDestinationTest {
    @TempDir
    private Path folder;

    private final Duck duck = new Duck();
    private Path root;
    private Destination lake;

    LakeDestinationTest() throws SQLException {}

    @BeforeEach
    void open() {
        root = folder.resolve("lake");
        lake = reopened();
    }

    @AfterEach
    void close() throws SQLException {
        duck.close();
    }

    /** As a new process sees it: nothing remembered. */
    private Destination reopened() {
        return new ParquetType().open(new Options(Map.of("path", "lake"), folder));
    }

    private List<String> visible() throws SQLException, IOException {
        return files(".parquet").isEmpty()
                ? List.of()
                : duck.rows("SELECT id FROM " + Duck.parquet(root) + " ORDER BY id");
    }

    private List<Path> files(String ending) throws IOException {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    @Nested
    final class Publishing {
        @Test
        void stagedRowsAreInvisibleUntilTheyArePublished() throws Exception {
            List<Receipt> receipts = Rows.stage(lake, writer(1), 1, "weather", numbered(1, 2));
            assertThat(visible()).isEmpty();
            lake.publish(writer(1), receipts);
            assertThat(visible()).containsExactly("1", "2");
            assertThat(files(".staged")).isEmpty();
        }

        @Test
        void whatIsVisibleStaysAsItIs() throws Exception {
            List<Receipt> receipts = Rows.stage(lake, writer(1), 1, "weather", numbered(1, 2));
            lake.publish(writer(1), receipts);
            lake.publish(writer(1), receipts);
            reopened().publish(writer(2), receipts);
            assertThat(visible()).containsExactly("1", "2");
        }

        @Test
        void aDeathBetweenStagingAndPublishingIsSettledByTheNextGrant() throws Exception {
            List<Receipt> receipts = Rows.stage(lake, writer(1), 1, "weather", numbered(1, 2));
            reopened().publish(writer(2), receipts);
            assertThat(visible()).containsExactly("1", "2");
        }

        @Test
        void aDeathInTheMiddleOfPublishingIsSettledByTheNextGrant() throws Exception {
            List<Receipt> receipts;
            try (Staging staging = lake.stage(new Stage(writer(1), 1))) {
                staging.write("one", numbered(1));
                staging.write("two", numbered(2));
                receipts = Rows.receipts(writer(1), 1, staging.finish());
            }
            lake.publish(writer(1), receipts.subList(0, 1));
            assertThat(visible()).containsExactly("1");
            reopened().publish(writer(2), receipts);
            assertThat(visible()).containsExactly("1", "2");
        }

        @Test
        void committedRowsThatAreNowhereAreNamed() {
            List<Receipt> receipts = Rows.stage(lake, writer(1), 1, "weather", numbered(1, 2));
            lake.withdraw(writer(1), receipts);
            assertThatThrownBy(() -> lake.publish(writer(1), receipts))
                    .isInstanceOfSatisfying(
                            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorClass.PERMANENT))
                    .hasMessageContaining("2 committed rows are missing")
                    .hasMessageContaining(receipts.getFirst().object().name());
        }

        @Test
        void aShortenedFileIsNotPublished() throws Exception {
            List<Receipt> receipts = Rows.stage(lake, writer(1), 1, "weather", numbered(1, 2));
            try (FileChannel file = FileChannel.open(files(".staged").getFirst(), StandardOpenOption.WRITE)) {
                file.truncate(10);
            }
            assertThatThrownBy(() -> lake.publish(writer(1), receipts))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("damaged")
                    .hasMessageContaining("found 10 bytes");
            assertThat(files(".parquet")).isEmpty();
        }

        @Test
        void aFileDamagedInPlaceIsNotPublishedAfterACrash() throws Exception {
            List<Receipt> receipts = Rows.stage(lake, writer(1), 1, "weather", numbered(1, 2));
            Path staged = files(".staged").getFirst();
            byte[] bytes = Files.readAllBytes(staged);
            bytes[20] ^= 1;
            Files.write(staged, bytes);
            assertThatThrownBy(() -> reopened().publish(writer(2), receipts))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("expected crc32c:");
        }

        @Test
        void aRetriedStepTakesNewNames() throws Exception {
            List<Receipt> first = Rows.stage(lake, writer(1), 1, "weather", numbered(1));
            List<Receipt> second = Rows.stage(lake, writer(1), 1, "weather", numbered(2));
            assertThat(second.getFirst().object().name())
                    .isNotEqualTo(first.getFirst().object().name());
            lake.publish(writer(1), second);
            List<Receipt> third = Rows.stage(lake, writer(1), 1, "weather", numbered(3));
            assertThat(third.getFirst().object().name())
                    .isNotEqualTo(second.getFirst().object().name());
            assertThat(visible()).containsExactly("2");
        }
    }

    @Nested
    final class Withdrawing {
        @Test
        void publishedAndStagedRowsGo() throws Exception {
            List<Receipt> published = Rows.stage(lake, writer(1), 1, "weather", numbered(1));
            lake.publish(writer(1), published);
            List<Receipt> staged = Rows.stage(lake, writer(1), 2, "weather", numbered(2));
            reopened().withdraw(writer(2), published);
            reopened().withdraw(writer(2), staged);
            assertThat(visible()).isEmpty();
            assertThat(files("")).isEmpty();
        }

        @Test
        void whatIsNotThereIsNoError() {
            List<Receipt> receipts = Rows.stage(lake, writer(1), 1, "weather", numbered(1));
            lake.withdraw(writer(1), receipts);
            lake.withdraw(writer(1), receipts);
            assertThat(root).exists();
        }

        @Test
        void aLoserThatWakesUpLatePublishesNothing() throws Exception {
            Destination loser = lake;
            List<Receipt> receipts = Rows.stage(loser, writer(1), 1, "weather", numbered(1));
            reopened().withdraw(writer(2), receipts);
            assertThatThrownBy(() -> loser.publish(writer(1), receipts)).isInstanceOf(ConnectorException.class);
            assertThat(visible()).isEmpty();
        }

        @Test
        void aLoserDoesNotPublishAgainWhatWasPublishedAndWithdrawn() throws Exception {
            Destination loser = lake;
            List<Receipt> receipts = Rows.stage(loser, writer(1), 1, "weather", numbered(1));
            reopened().publish(writer(2), receipts);
            reopened().withdraw(writer(3), receipts);
            assertThatThrownBy(() -> loser.publish(writer(1), receipts)).isInstanceOf(ConnectorException.class);
            assertThat(visible()).isEmpty();
        }
    }

    @Nested
    final class Sweeping {
        @Test
        void forgottenFilesOfEarlierRunsGoAndRecordedOnesStay() throws Exception {
            List<Receipt> recorded = Rows.stage(lake, writer(1), 1, "weather", numbered(1));
            Rows.stage(lake, writer(1), 2, "weather", numbered(2));
            reopened().sweep(writer(2), names(recorded));
            assertThat(files(".staged")).hasSize(1);
            reopened().publish(writer(2), recorded);
            assertThat(visible()).containsExactly("1");
        }

        @Test
        void ownLaterAndForeignFilesStay() throws Exception {
            Rows.stage(lake, writer(2), 1, "weather", numbered(1));
            Rows.stage(lake, writer(3), 1, "weather", numbered(2));
            Rows.stage(lake, writer(PipelineKey.of("demo", "other"), 1), 1, "weather", numbered(3));
            Rows.stage(lake, writer(PipelineKey.of("demo.weather", "x"), 1), 1, "weather", numbered(3));
            Path notes = files(".staged").getFirst().resolveSibling("notes.staged");
            Files.writeString(notes, "mine");
            reopened().sweep(writer(2), Set.of());
            assertThat(files(".staged")).hasSize(5).contains(notes);
        }

        @Test
        void whatAChunkOfABackfillStagedGoesOnlyWhenItIsMeant() throws Exception {
            Writer chunk = Rows.chunk(0, 1);
            Writer other = Rows.chunk(1, 2);
            Rows.stage(lake, chunk, 1, "weather", numbered(1));
            Rows.stage(lake, other, 1, "weather", numbered(2));
            Rows.stage(lake, writer(3), 1, "weather", numbered(3));
            reopened().sweep(writer(4), Set.of());
            assertThat(files(".staged")).hasSize(2);
            reopened().sweep(Rows.chunk(0, 5), Set.of(), chunk.run()::equals);
            assertThat(files(".staged"))
                    .singleElement()
                    .asString()
                    .contains(other.run().toString());
        }

        @Test
        void anEmptyLakeHasNothingToSweep() {
            lake.sweep(writer(2), Set.of());
            assertThat(root).doesNotExist();
        }

        @Test
        void aLoserThatStillWritesLeavesNothingVisible() throws Exception {
            try (Staging loser = lake.stage(new Stage(writer(1), 1))) {
                loser.write("weather", numbered(1));
                reopened().sweep(writer(2), Set.of());
                loser.write("weather", numbered(2));
                loser.finish();
            }
            assertThat(files("")).isEmpty();
        }
    }

    @Nested
    final class StagingRows {
        @Test
        void whatIsClosedUnfinishedIsRemoved() throws Exception {
            try (Staging staging = lake.stage(new Stage(writer(1), 1))) {
                staging.write("weather", numbered(1));
                assertThat(files(".staged")).hasSize(1);
            }
            assertThat(files("")).isEmpty();
        }

        @Test
        void nothingWrittenIsNothingStaged() throws Exception {
            assertThat(Rows.stage(lake, writer(1), 1, "weather", numbered())).isEmpty();
            assertThat(files("")).isEmpty();
        }

        @Test
        void twoPipelinesShareALake() throws Exception {
            Writer other = writer(PipelineKey.of("demo", "other"), 1);
            lake.publish(writer(1), Rows.stage(lake, writer(1), 1, "weather", numbered(1)));
            lake.publish(other, Rows.stage(lake, other, 1, "weather", numbered(2)));
            assertThat(visible()).containsExactly("1", "2");
        }

        @Test
        void rowsSetAsideAreNotAmongTheData() throws Exception {
            List<StagedObject> objects;
            try (Staging staging = lake.stage(new Stage(writer(1), 1))) {
                staging.write("weather", numbered(1));
                staging.quarantine("weather", List.of(new RejectedRow("a.csv:7", "no \"number\"", "x,\n2")));
                objects = staging.finish();
            }
            lake.publish(writer(1), Rows.receipts(writer(1), 1, objects));
            assertThat(objects)
                    .extracting(StagedObject::kind, StagedObject::rows)
                    .containsExactlyInAnyOrder(
                            tuple(StagedObject.Kind.DATA, 1L), tuple(StagedObject.Kind.QUARANTINE, 1L));
            assertThat(visible()).containsExactly("1");
            assertThat(files(".jsonl")).isEmpty();
            assertThat(duck.rows("SELECT \"where\", reason, \"row\" FROM read_json('" + root
                            + "/_hakiri/quarantine/weather/*.ndjson')"))
                    .containsExactly("a.csv:7|no \"number\"|x,\n2");
        }

        @Test
        void aFullDiskIsTransientAndLeavesNoPartialFile() throws Exception {
            LakeFolder.NewFiles full = file -> {
                Files.createFile(file);
                return FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
            };
            Destination tight = new LakeDestination(new LakeFolder(root, full), new OfIds(), LakeStaging.Bounds.USUAL);
            try (Staging staging = tight.stage(new Stage(writer(1), 1))) {
                assertThatThrownBy(() -> {
                            staging.write("weather", numbered(1));
                            staging.finish();
                        })
                        .isInstanceOfSatisfying(
                                ConnectorException.class,
                                e -> assertThat(e.kind()).isEqualTo(ErrorClass.TRANSIENT))
                        .hasMessageContaining("the disk is full; free some space");
                assertThat(files(".staged")).hasSize(1);
            }
            assertThat(files("")).isEmpty();
        }

        @Test
        void aLakeThatIsAFileIsPermanentTrouble() throws Exception {
            Files.writeString(root, "a file");
            try (Staging staging = lake.stage(new Stage(writer(1), 1))) {
                assertThatThrownBy(() -> staging.write("weather", numbered(1)))
                        .isInstanceOfSatisfying(
                                ConnectorException.class,
                                e -> assertThat(e.kind()).isEqualTo(ErrorClass.PERMANENT))
                        .hasMessageContaining(root.toString());
            }
        }

        @Test
        void filesAreRolledAtTheirSizeAndOpenOnesAreFew() throws Exception {
            Destination small = new LakeDestination(
                    new LakeFolder(root, LakeFolder.NewFiles.ON_DISK), new OfIds(), new LakeStaging.Bounds(4, 0, 2));
            try (Staging staging = small.stage(new Stage(writer(1), 1))) {
                staging.write("a", numbered(1));
                staging.write("b", numbered(2));
                staging.write("c", numbered(3));
                staging.write("a", numbered(4));
                staging.write("a", numbered(5));
                staging.write("a", numbered(6));
                List<StagedObject> objects = staging.finish();
                assertThat(objects).hasSize(5);
                assertThat(objects.stream().mapToLong(StagedObject::rows).sum()).isEqualTo(6);
            }
        }
    }

    @Nested
    final class NewestRows {
        @Test
        void theViewShowsTheLatestRowOfEachKey() throws Exception {
            lake.publish(writer(9), Rows.stage(lake, writer(9), 10, "We's", renamed("old", 1, 2), renamed("mid", 1)));
            lake.publish(writer(10), Rows.stage(lake, writer(10), 2, "We's", renamed("new", 2, 3, 3)));
            lake.refresh("We's", List.of("id"));
            Path view = root.resolve("We%27s~1.latest.sql");
            duck.execute(Files.readString(view));
            assertThat(duck.rows("SELECT * FROM \"We's_latest\" ORDER BY id"))
                    .containsExactly("1|mid 0", "2|new 0", "3|new 2");
        }

        @Test
        void theViewIsWrittenOnlyWhenItChanges() throws Exception {
            lake.publish(writer(1), Rows.stage(lake, writer(1), 1, "weather", numbered(1)));
            Path view = root.resolve("weather.latest.sql");
            lake.refresh("weather", List.of("id"));
            Object before =
                    Files.readAttributes(view, BasicFileAttributes.class).fileKey();
            lake.refresh("weather", List.of("id"));
            assertThat(Files.readAttributes(view, BasicFileAttributes.class).fileKey())
                    .isEqualTo(before);
            lake.refresh("weather", List.of());
            assertThat(view).doesNotExist();
        }

        @Test
        void aStreamWithoutPublishedRowsHasNoView() {
            lake.refresh("weather", List.of("id"));
            assertThat(root).doesNotExist();
        }

        private Batch renamed(String word, long... ids) {
            String[] words = new String[ids.length];
            for (int i = 0; i < words.length; i++) {
                words[i] = word + " " + i;
            }
            Batch batch = numbered(ids);
            return new Batch(
                    batch.shape(), List.of(batch.columns().getFirst(), Rows.texts(Type.Plain.TEXT, words)), ids.length);
        }
    }

    private static Set<String> names(List<Receipt> receipts) {
        Set<String> names = new HashSet<>();
        receipts.forEach(receipt -> names.add(receipt.object().name()));
        return names;
    }
}
