package io.hakiri.connectors.s3;

import static io.hakiri.connectors.lake.Rows.numbered;
import static io.hakiri.connectors.lake.Rows.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.batch.Batch;
import io.hakiri.batch.Column;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.Writer;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.Destination;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.Options;
import io.hakiri.connector.RejectedRow;
import io.hakiri.connector.Stage;
import io.hakiri.connector.Staging;
import io.hakiri.connectors.jsonl.JsonlType;
import io.hakiri.connectors.lake.Duck;
import io.hakiri.connectors.lake.Rows;
import io.hakiri.connectors.parquet.ParquetType;
import io.hakiri.connectors.s3.server.FaultyRoad;
import io.hakiri.connectors.s3.server.FaultyRoad.What;
import io.hakiri.schema.Field;
import io.hakiri.schema.Shape;
import io.hakiri.schema.Type;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The publish protocol in a bucket (C-25, ADR 0016). */
final class S3LakeTest {
    private Store store;
    private Destination lake;

    @BeforeEach
    void open() throws IOException {
        store = new Store();
        lake = reopened();
    }

    @AfterEach
    void close() {
        lake.close();
        store.close();
    }

    /** As a new process sees it: nothing remembered. */
    private Destination reopened() {
        return new JsonlType().open(store.options("lake"));
    }

    private Destination onRoad() {
        return new JsonlType().open(store.onRoad("lake"));
    }

    /** The ids in what a reader of the bucket sees. */
    private List<Long> visible() {
        List<Long> ids = new ArrayList<>();
        for (String key : store.bucket.keys(".jsonl")) {
            new String(store.bucket.get(key), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> ids.add(Long.parseLong(line.replaceAll(".*\"id\":(\\d+).*", "$1"))));
        }
        return ids.stream().sorted().toList();
    }

    private void assertNothingLeft() {
        assertThat(store.bucket.uploads()).as("uploads that nobody ended").isEmpty();
        assertThat(store.bucket.keys(".staged")).as("markers").isEmpty();
    }

    @Nested
    final class Publishing {
        @Test
        void stagedRowsAreInvisibleUntilTheyArePublished() {
            List<Receipt> receipts = Rows.stage(lake, writer(1), 1, "weather", numbered(1, 2));
            assertThat(store.bucket.keys()).allMatch(key -> key.startsWith("lake/_hakiri/staging/demo/weather.d/"));
            lake.publish(writer(1), receipts);
            assertThat(visible()).containsExactly(1L, 2L);
            assertThat(store.bucket.keys())
                    .containsExactly("lake/" + receipts.getFirst().object().name());
            assertNothingLeft();
        }

        @Test
        void whatIsVisibleStaysAsItIs() {
            List<Receipt> receipts = Rows.stage(lake, writer(1), 1, "weather", numbered(1, 2));
            lake.publish(writer(1), receipts);
            lake.publish(writer(1), receipts);
            reopened().publish(writer(2), receipts);
            assertThat(visible()).containsExactly(1L, 2L);
            assertNothingLeft();
        }

        @Test
        void aDeathBetweenStagingAndPublishingIsSettledByTheNextGrant() {
            List<Receipt> receipts = Rows.stage(lake, writer(1), 1, "weather", numbered(1, 2));
            Destination next = reopened();
            next.publish(writer(2), receipts);
            next.sweep(writer(2), Set.of());
            assertThat(visible()).containsExactly(1L, 2L);
            assertNothingLeft();
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
            assertNothingLeft();
        }

        @Test
        void anObjectThatIsInTheWayIsNotTakenForOurs() {
            List<Receipt> receipts = Rows.stage(lake, writer(1), 1, "weather", numbered(1, 2));
            store.bucket.put("lake/" + receipts.getFirst().object().name(), "something else");
            assertThatThrownBy(() -> lake.publish(writer(1), receipts))
                    .hasMessageContaining("is not what was committed");
        }

        @Test
        void rowsSetAsideArePublishedTheSameWay() {
            try (Staging staging = lake.stage(new Stage(writer(1), 1))) {
                staging.write("weather", numbered(1));
                staging.quarantine("weather", List.of(new RejectedRow("a.csv:1", "no", "{}")));
                lake.publish(writer(1), Rows.receipts(writer(1), 1, staging.finish()));
            }
            assertThat(store.bucket.keys(".rejected.ndjson"))
                    .singleElement()
                    .asString()
                    .startsWith("lake/_hakiri/quarantine/weather/");
            assertNothingLeft();
        }

        @Test
        void publishersThatRaceMakeOneObjectAndAllOfThemSucceed() throws Exception {
            int publishers = 16;
            List<Receipt> receipts = Rows.stage(lake, writer(1), 1, "weather", numbered(1, 2, 3));
            try (ExecutorService threads = Executors.newFixedThreadPool(publishers)) {
                List<Callable<Boolean>> all = new ArrayList<>();
                for (int i = 0; i < publishers; i++) {
                    Destination own = i == 0 ? lake : reopened();
                    all.add(() -> {
                        own.publish(writer(2), receipts);
                        return true;
                    });
                }
                for (Future<Boolean> each : threads.invokeAll(all)) {
                    assertThat(each.get()).isTrue();
                }
            }
            assertThat(visible()).containsExactly(1L, 2L, 3L);
            assertNothingLeft();
        }
    }

    @Nested
    final class Withdrawing {
        @Test
        void neitherStagedNorPublishedRowsRemain() {
            List<Receipt> published = Rows.stage(lake, writer(1), 1, "weather", numbered(1));
            lake.publish(writer(1), published);
            List<Receipt> staged = Rows.stage(lake, writer(1), 2, "weather", numbered(2));
            for (int i = 0; i < 2; i++) {
                reopened().withdraw(writer(2), published);
                reopened().withdraw(writer(2), staged);
            }
            assertThat(store.bucket.keys()).isEmpty();
            assertNothingLeft();
        }

        @Test
        void aLateLoserPublishesNothingThatWasWithdrawn() {
            List<Receipt> never = Rows.stage(lake, writer(1), 1, "weather", numbered(1));
            List<Receipt> once = Rows.stage(lake, writer(1), 2, "weather", numbered(2));
            reopened().publish(writer(2), once);
            reopened().withdraw(writer(2), never);
            reopened().withdraw(writer(2), once);

            for (List<Receipt> receipts : List.of(never, once)) {
                assertThatThrownBy(() -> lake.publish(writer(1), receipts)).hasMessageContaining("missing");
                assertThatThrownBy(() -> reopened().publish(writer(1), receipts))
                        .hasMessageContaining("missing");
            }
            assertThat(store.bucket.keys()).isEmpty();
        }

        @Test
        void aPublisherThatMeetsAWithdrawalLeavesNothing() throws Exception {
            try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
                for (int round = 0; round < 8; round++) {
                    List<Receipt> receipts = Rows.stage(lake, writer(1), round + 1, "weather", numbered(round));
                    Destination taker = reopened();
                    Future<?> publisher = threads.submit(() -> lake.publish(writer(1), receipts));
                    Future<?> withdrawer = threads.submit(() -> taker.withdraw(writer(2), receipts));
                    withdrawer.get();
                    try {
                        publisher.get();
                    } catch (ExecutionException late) {
                        assertThat(late).cause().isInstanceOf(ConnectorException.class);
                    }
                    taker.close();
                }
            }
            assertThat(visible()).isEmpty();
        }
    }

    @Nested
    final class Sweeping {
        @Test
        void whatEarlierRunsStagedAndNoCommitRecordedGoes() {
            Rows.stage(lake, writer(1), 1, "weather", numbered(1));
            List<Receipt> kept = Rows.stage(lake, writer(1), 2, "weather", numbered(2));
            Rows.stage(lake, writer(3), 1, "weather", numbered(3));
            Writer other = writer(PipelineKey.of("demo", "other"), 1);
            Rows.stage(lake, other, 1, "weather", numbered(4));

            reopened().sweep(writer(3), Set.of(kept.getFirst().object().name()));

            assertThat(store.bucket.uploads()).hasSize(3);
            assertThat(store.bucket.keys(".staged"))
                    .hasSize(3)
                    .noneMatch(key -> key.contains("-s0000000001-")
                            && key.contains("f0000000000000001")
                            && key.contains("/weather.d/"));
            lake.publish(writer(1), kept);
            assertThat(visible()).containsExactly(2L);
        }

        @Test
        void whatAChunkOfABackfillStagedGoesOnlyWhenItIsMeant() {
            Writer chunk = Rows.chunk(0, 1);
            Rows.stage(lake, chunk, 1, "weather", numbered(1));
            reopened().sweep(writer(4), Set.of());
            assertThat(store.bucket.uploads()).hasSize(1);
            reopened().sweep(Rows.chunk(0, 5), Set.of(), chunk.run()::equals);
            assertNothingLeft();
        }

        @Test
        void anUploadThatWasBegunAndNotFinishedGoesToo() {
            try (Staging left = lake.stage(new Stage(writer(1), 1))) {
                left.write("weather", numbered(1));
                assertThat(store.bucket.uploads()).hasSize(1);
                reopened().sweep(writer(2), Set.of());
                assertNothingLeft();
                assertThatThrownBy(left::finish)
                        .as("the loser cannot finish what was swept")
                        .isInstanceOf(ConnectorException.class);
            }
            assertNothingLeft();
        }

        @Test
        void whatIsAbandonedInGoodOrderGoesAtOnce() {
            try (Staging left = lake.stage(new Stage(writer(1), 1))) {
                left.write("weather", numbered(1));
            }
            assertNothingLeft();
        }

        @Test
        void whatIsPublishedStaysAlsoWhereItsMarkerIsLeft() {
            List<Receipt> receipts = Rows.stage(lake, writer(1), 1, "weather", numbered(1));
            String marker = store.bucket.keys(".staged").getFirst();
            byte[] content = store.bucket.get(marker);
            lake.publish(writer(1), receipts);
            store.bucket.put(marker, content);

            reopened().sweep(writer(2), Set.of());

            assertThat(visible()).containsExactly(1L);
            assertNothingLeft();
        }
    }

    /** Everything that a run asks of the store, cut off after each single request. */
    @Nested
    final class Deaths {
        private void once(Destination destination, long fence) {
            List<Receipt> receipts =
                    Rows.stage(destination, writer(fence), 1, "weather", numbered(fence * 10, fence * 10 + 1));
            committed.addAll(receipts);
            destination.publish(writer(fence), receipts);
        }

        private final List<Receipt> committed = new ArrayList<>();

        @Test
        void aDeathAfterAnyRequestLosesNothingAndDoublesNothing() {
            Destination lively = onRoad();
            store.road.happens(_ -> What.PASSES);
            once(lively, 1);
            int requests = store.road.asked().size();
            assertThat(requests).isBetween(8, 13);
            long fence = 2;
            for (boolean answerLost : new boolean[] {false, true}) {
                for (int last = 0; last < requests; last++) {
                    dieAfter(last, answerLost, fence);
                    fence += 2;
                }
            }
        }

        private void dieAfter(int last, boolean answerLost, long fence) {
            AtomicInteger count = new AtomicInteger();
            store.road.happens(_ -> {
                int now = count.getAndIncrement();
                return now < last ? What.PASSES : now == last && answerLost ? What.ANSWER_LOST : refusal();
            });
            committed.clear();
            try (Destination dying = onRoad()) {
                once(dying, fence);
            } catch (ConnectorException dead) {
                assertThat(dead.getMessage()).isNotEmpty();
            }
            List<Long> before = visible();
            // the next grant: publishes what was committed, sweeps the rest
            try (Destination next = reopened()) {
                Set<String> open = committed.stream()
                        .map(receipt -> receipt.object().name())
                        .collect(Collectors.toSet());
                next.publish(writer(fence + 1), committed);
                next.sweep(writer(fence + 1), open);
            }
            assertThat(visible())
                    .as("after request %s", last)
                    .doesNotHaveDuplicates()
                    .containsAll(before);
            assertThat(visible().contains(fence * 10))
                    .as("committed rows and no others, after request %s", last)
                    .isEqualTo(!committed.isEmpty());
            assertNothingLeft();
        }

        /** The store of the tests loses parts where a second upload to their key is aborted: then the run tries again. */
        private static List<Receipt> staged(Destination destination, String stream) {
            try {
                return Rows.stage(destination, writer(1), 1, stream, numbered(7, 8));
            } catch (ConnectorException e) {
                assertThat(e.kind()).isEqualTo(ErrorClass.TRANSIENT);
                return Rows.stage(destination, writer(1), 1, stream, numbered(7, 8));
            }
        }

        /** So that nothing is asked again: the process is dead. */
        private What refusal() {
            return FaultyRoad.refused(400, "Dead");
        }

        @Test
        void anAnswerThatIsLostIsAskedForAgainAndNothingLeaks() {
            for (String request : List.of(
                    "PUT .*staged", "POST .*\\?uploads", "PUT .*partNumber.*", "POST .*uploadId.*", "DELETE .*")) {
                AtomicInteger left = new AtomicInteger(1);
                store.road.happens(
                        asked -> asked.matches(request) && left.getAndDecrement() > 0 ? What.ANSWER_LOST : What.PASSES);
                try (Destination destination = onRoad()) {
                    List<Receipt> receipts = staged(destination, request);
                    destination.publish(writer(1), receipts);
                    destination.sweep(writer(2), Set.of());
                    assertThat(visible()).as(request).containsExactly(7L, 8L);
                    assertNothingLeft();
                    destination.withdraw(writer(1), receipts);
                }
            }
            assertThat(store.bucket.keys()).isEmpty();
        }
    }

    @Nested
    final class Contents {
        @Test
        void aFileOfManyPartsIsTheSameByteForByte(@TempDir Path folder) throws Exception {
            Batch[] batches = random(12, 1 << 20);
            List<Receipt> receipts = Rows.stage(lake, writer(1), 1, "large", batches);
            assertThat(receipts.getFirst().object().bytes()).isGreaterThan(StagedUpload.PART_BYTES + 1);
            reopened().publish(writer(1), receipts);

            store.bucket.download(".jsonl", folder);
            try (Destination local = new JsonlType().open(new Options(Map.of("path", "local"), folder))) {
                List<Receipt> same = Rows.stage(local, writer(1), 1, "large", batches);
                local.publish(writer(1), same);
                assertThat(receipts.getFirst().object())
                        .isEqualTo(same.getFirst().object());
            }
            String name = receipts.getFirst().object().name();
            assertThat(folder.resolve("lake").resolve(name)).hasSameBinaryContentAs(folder.resolve("local/" + name));
        }

        private static Batch[] random(int batches, int textBytes) {
            Random random = new Random(7);
            Batch[] made = new Batch[batches];
            Shape shape = new Shape(
                    List.of(new Field("id", Type.Plain.INT64, false), new Field("word", Type.Plain.TEXT, true)));
            for (int i = 0; i < batches; i++) {
                String text = random.ints(textBytes, 'a', 'z' + 1)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
                made[i] = new Batch(
                        shape,
                        List.of(
                                new Column.Longs(Type.Plain.INT64, new long[] {i}, null),
                                Rows.texts(Type.Plain.TEXT, text)),
                        1);
            }
            return made;
        }

        @Test
        void parquetIsReadBackByDuckAndTheViewShowsTheNewestRow(@TempDir Path folder) throws Exception {
            try (Destination parquet = new ParquetType().open(store.options("deep/er/lake"));
                    Duck duck = new Duck()) {
                long[] ids = LongStream.range(0, 1_000).toArray();
                parquet.publish(writer(1), Rows.stage(parquet, writer(1), 1, "weather", numbered(ids)));
                parquet.publish(writer(1), Rows.stage(parquet, writer(1), 2, "weather", numbered(ids)));
                parquet.refresh("weather", List.of("id"));
                parquet.refresh("weather", List.of("id"));

                store.bucket.download(".parquet", folder);
                assertThat(duck.rows("SELECT count(*), count(DISTINCT id) FROM " + Duck.parquet(folder)))
                        .containsExactly("2000|1000");
                String view = new String(store.bucket.get("deep/er/lake/weather.latest.sql"), StandardCharsets.UTF_8);
                assertThat(view).contains("'s3://" + store.bucket.name() + "/deep/er/lake/weather/*.parquet'");
                duck.execute(view.replace("s3://" + store.bucket.name(), folder.toString()));
                assertThat(duck.rows("SELECT count(*) FROM weather_latest")).containsExactly("1000");

                parquet.refresh("weather", List.of());
                assertThat(store.bucket.keys(".sql")).isEmpty();
            }
        }

        @Test
        void theWholeBucketMayBeTheLake() {
            try (Destination root = new JsonlType().open(store.options(""))) {
                root.publish(writer(1), Rows.stage(root, writer(1), 1, "Wétter", numbered(1)));
            }
            assertThat(store.bucket.keys(".jsonl")).singleElement().asString().startsWith("W%C3%A9tter~1/");
            assertNothingLeft();
        }
    }

    @Nested
    final class Refusals {
        @ParameterizedTest
        @CsvSource({
            "403, AccessDenied, PERMANENT, add it to the policy",
            "400, ExpiredToken, AUTH_EXPIRED, no longer",
            "403, InvalidAccessKeyId, AUTH_EXPIRED, no longer",
            "503, SlowDown, RATE_LIMITED, fewer requests",
            "500, InternalError, TRANSIENT, at the moment",
            "404, NoSuchBucket, PERMANENT, there is no bucket",
            "501, NotImplemented, PERMANENT, does not know this request",
            "403, RequestTimeTooSkewed, PERMANENT, clock"
        })
        void haveAClassAndSayWhatToDo(int status, String code, ErrorClass kind, String words) {
            store.road.happens(_ -> FaultyRoad.refused(status, code));
            try (Destination destination = onRoad()) {
                assertThatThrownBy(() -> destination.sweep(writer(1), Set.of()))
                        .isInstanceOfSatisfying(
                                ConnectorException.class,
                                e -> assertThat(e.kind()).isEqualTo(kind))
                        .hasMessageContaining(store.bucket.name())
                        .hasMessageContaining(words);
            }
        }

        @Test
        void aBucketOfAnotherRegionIsToldByTheRegionsName() {
            store.road.happens(
                    _ -> new What.Refused(301, "PermanentRedirect", Map.of("x-amz-bucket-region", "eu-north-1")));
            try (Destination destination = onRoad()) {
                assertThatThrownBy(() -> destination.sweep(writer(1), Set.of()))
                        .isInstanceOf(ConnectorException.class)
                        .hasMessageContaining("region = \"eu-north-1\"");
            }
        }

        @Test
        void aStoreThatDoesNotAnswerMayAnswerLater() {
            Options nowhere = new Options(
                    Map.of(
                            "path",
                            "s3://bucket/x",
                            "endpoint",
                            "http://127.0.0.1:1",
                            "access_key_id",
                            "a",
                            "secret_access_key",
                            "b",
                            "path_style",
                            true),
                    Path.of("."));
            try (Destination destination = new JsonlType().open(nowhere)) {
                assertThatThrownBy(() -> destination.sweep(writer(1), Set.of()))
                        .isInstanceOfSatisfying(
                                ConnectorException.class,
                                e -> assertThat(e.kind()).isEqualTo(ErrorClass.TRANSIENT))
                        .hasMessageContaining("there was no answer");
            }
        }

        @ParameterizedTest
        @CsvSource({"s3://", "s3://Bucket/x", "s3://ab", "s3://bucket/a//b"})
        void aPathThatIsNoneIsRefused(String path) {
            assertThatThrownBy(() -> new JsonlType().open(new Options(Map.of("path", path), Path.of("."))))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("path = \"" + path + "\"");
        }

        @Test
        void optionsOfABucketAreNotForAFolder(@TempDir Path folder) throws IOException {
            Path lakeFolder = Files.createDirectory(folder.resolve("lake"));
            Options options =
                    new Options(Map.of("path", lakeFolder.toString(), "endpoint", "http://127.0.0.1:1"), folder);
            assertThatThrownBy(() -> new ParquetType().open(options))
                    .hasMessageContaining("option endpoint is for a path in a bucket");
        }

        @Test
        void halfAKeyIsNone() {
            assertThatThrownBy(() -> new JsonlType()
                            .open(new Options(Map.of("path", "s3://bucket/x", "access_key_id", "a"), Path.of("."))))
                    .hasMessageContaining("expected both");
        }
    }
}
