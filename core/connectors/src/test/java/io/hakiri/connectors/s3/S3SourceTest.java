package io.hakiri.connectors.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.batch.Column;
import io.hakiri.catalog.Position;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.CursorField;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.Options;
import io.hakiri.connector.Source;
import io.hakiri.connector.SourceBatch;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.StreamRead;
import io.hakiri.connectors.Parts;
import io.hakiri.connectors.s3.server.FaultyRoad;
import io.hakiri.connectors.s3.server.FaultyRoad.What;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading a bucket, batch by batch, with a new process after each of them. */
final class S3SourceTest {
    private static final long SMALL = 1_000;

    private Store store;
    private final Map<String, Position> positions = new HashMap<>();

    @BeforeEach
    void open() throws IOException {
        store = new Store();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static StreamRead request(Map<String, Position> after, @Nullable CursorField cursor, long batchBytes) {
        return new StreamRead("s", cursor, List.of(), after, null, false, batchBytes);
    }

    /** The field {@code n} of all that is new, as one run reads it; its positions are kept. */
    private List<Long> run(Options options) {
        return read(options, null, Integer.MAX_VALUE, StreamRead.ANY_BATCH);
    }

    private List<Long> read(Options options, @Nullable CursorField cursor, int batches, long batchBytes) {
        List<Long> values = new ArrayList<>();
        try (Source source = new S3Source().open(completed(options));
                SourceReader reader = source.read(request(positions, cursor, batchBytes))) {
            SourceBatch batch = reader.next();
            for (int i = 0; batch != null && i < batches; i++) {
                if (batch.rows().rows() > 0) {
                    Column.Longs column = (Column.Longs) batch.rows().columns().getFirst();
                    Arrays.stream(column.values()).limit(batch.rows().rows()).forEach(values::add);
                }
                batch.positions().forEach((partition, position) -> {
                    Position before = positions.put(partition, position);
                    if (before instanceof Position.Monotonic(var _, var key)) {
                        assertThat(Arrays.compareUnsigned(
                                        ((Position.Monotonic) position)
                                                .orderKey()
                                                .toArray(),
                                        key.toArray()))
                                .as("positions grow (C-9)")
                                .isPositive();
                    }
                });
                batch = reader.next();
            }
        }
        return values;
    }

    private static Options completed(Options options) {
        Map<String, Object> values = new HashMap<>(options.values());
        values.putIfAbsent("follow", "objects");
        return new Options(values, options.folder());
    }

    private static String rows(long from, long to) {
        StringBuilder csv = new StringBuilder("n,word\n");
        LongStream.range(from, to)
                .forEach(n -> csv.append(n).append(",w").append(n % 97).append('\n'));
        return csv.toString();
    }

    private static List<Long> numbers(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Nested
    final class FollowingObjects {
        @Test
        void newAndChangedObjectsAreReadAndNothingTwice() {
            Options all = store.options("in/");
            store.bucket.put("in/a.csv", rows(0, 10));
            store.bucket.put("in/sub/b.csv", rows(10, 20));
            store.bucket.put("elsewhere.csv", rows(90, 99));

            assertThat(run(all)).containsExactlyElementsOf(numbers(0, 20));
            assertThat(run(all)).isEmpty();
            store.bucket.put("in/c.csv", rows(20, 30));
            store.bucket.put("in/a.csv", rows(30, 35));
            assertThat(run(all))
                    .containsExactlyElementsOf(LongStream.concat(LongStream.range(30, 35), LongStream.range(20, 30))
                            .boxed()
                            .toList());
            assertThat(run(all)).isEmpty();
            assertThat(positions).containsOnlyKeys("in/a.csv", "in/sub/b.csv", "in/c.csv");
            assertThat(positions.values()).allMatch(Position.SnapshotId.class::isInstance);
        }

        @Test
        void everyFormatIsReadPlainAndCompressed() throws IOException {
            store.bucket.put("in/a.ndjson", "{\"n\":1}\n{\"n\":2}\n");
            store.bucket.put("in/b.ndjson.gz", gzip("{\"n\":3}\n"));
            store.bucket.put("in/c.csv.gz", concat(gzip("n\n4\n"), gzip("5\n")));
            store.bucket.put("in/d.json", "[{\"n\":6},{\"n\":7}]");
            store.bucket.put("in/ü + % é.tsv", "n\tword\n8\tx\n");
            store.bucket.put("in/_hidden/e.csv", rows(70, 80));
            store.bucket.put("in/empty.csv", new byte[0]);
            assertThat(run(store.options("in"))).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
            assertThat(run(store.options("in"))).isEmpty();
        }

        private static byte[] concat(byte[] one, byte[] other) {
            byte[] both = Arrays.copyOf(one, one.length + other.length);
            System.arraycopy(other, 0, both, one.length, other.length);
            return both;
        }

        @ParameterizedTest
        @ValueSource(strings = {"csv", "csv.gz", "ndjson", "json"})
        void aRunThatDiesAfterAnyBatchGoesOnBehindIt(String ending) throws IOException {
            String json = String.join(
                    ending.equals("json") ? ",\n" : "\n",
                    IntStream.range(0, 500).mapToObj(n -> "{\"n\":" + n + "}").toList());
            store.bucket.put(
                    "in/a." + ending,
                    switch (ending) {
                        case "csv" -> rows(0, 500).getBytes(StandardCharsets.UTF_8);
                        case "csv.gz" -> gzip(rows(0, 500));
                        case "ndjson" -> json.getBytes(StandardCharsets.UTF_8);
                        default -> ("[" + json + "]").getBytes(StandardCharsets.UTF_8);
                    });
            List<Long> all = new ArrayList<>();
            List<Long> some = read(store.options("in/*"), null, 1, SMALL);
            while (!some.isEmpty()) {
                all.addAll(some);
                some = read(store.options("in/*"), null, 1, SMALL);
            }
            assertThat(all).containsExactlyElementsOf(numbers(0, 500));
        }

        @Test
        void anObjectThatIsReplacedWhileItIsReadIsReadAnew() {
            store.bucket.put("in/a.csv", rows(0, 500));
            assertThat(read(store.options("in"), null, 1, SMALL)).startsWith(0L).hasSizeLessThan(500);
            store.bucket.put("in/a.csv", rows(1_000, 1_010));
            assertThat(run(store.options("in"))).containsExactlyElementsOf(numbers(1_000, 1_010));
        }

        @Test
        void whereVersionsAreKeptTheOneThatWasBegunIsReadToItsEndFirst() {
            store.bucket.keepVersions();
            store.bucket.put("in/a.csv", rows(0, 500));
            List<Long> all = new ArrayList<>(read(store.options("in"), null, 1, SMALL));
            store.bucket.put("in/a.csv", rows(1_000, 1_010));
            all.addAll(run(store.options("in")));
            List<Long> expected = new ArrayList<>(numbers(0, 500));
            expected.addAll(numbers(1_000, 1_010));
            assertThat(all).containsExactlyElementsOf(expected);
            assertThat(run(store.options("in"))).isEmpty();
        }

        @Test
        void aCursorFieldIsLookedForInAllObjects() {
            CursorField byNumber = new CursorField("n", List.of());
            store.bucket.put("in/b.csv", rows(10, 20));
            store.bucket.put("in/a.csv", rows(0, 5));
            assertThat(read(store.options("in"), byNumber, Integer.MAX_VALUE, StreamRead.ANY_BATCH))
                    .hasSize(15);
            store.bucket.put("in/a.csv", rows(18, 25));
            assertThat(read(store.options("in"), byNumber, Integer.MAX_VALUE, StreamRead.ANY_BATCH))
                    .containsExactlyElementsOf(numbers(20, 25));
        }

        @Test
        void nothingThereIsAnError() {
            assertThatThrownBy(() -> run(store.options("in/*.csv")))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("no object matches");
        }
    }

    @Nested
    final class FollowingKeys {
        private Options keys() {
            return store.options("log/**/*.csv", "follow", "keys");
        }

        @Test
        void onlyGreaterKeysAreReadAndWhatWasReadIsNotListedAgain() {
            for (int day = 10; day < 15; day++) {
                store.bucket.put("log/2026-03-" + day + "/x.csv", rows(day, day + 1));
            }
            store.bucket.put("log/2026-03-12/note.txt", "no rows");
            assertThat(run(keys())).containsExactly(10L, 11L, 12L, 13L, 14L);
            store.bucket.put("log/2026-03-09/late.csv", rows(9, 10));
            store.bucket.put("log/2026-03-15/x.csv", rows(15, 16));
            assertThat(run(keys())).containsExactly(15L);
            assertThat(run(keys())).isEmpty();
            assertThat(positions).hasSize(1);

            positions.put(
                    "0",
                    ((S3Objects) new S3Source().open(keys()))
                            .positionAfter(request(Map.of(), null, SMALL), "log/2026-03-13/x.csv"));
            assertThat(run(keys())).containsExactly(14L, 15L);
        }

        @Test
        void aRunThatDiesAfterAnyBatchGoesOnBehindIt() {
            store.bucket.put("log/a.csv", rows(0, 300));
            store.bucket.put("log/b.csv", rows(300, 301));
            store.bucket.put("log/c.csv", rows(301, 600));
            List<Long> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                all.addAll(read(keys(), null, 1, SMALL));
            }
            assertThat(all).containsExactlyElementsOf(numbers(0, 600));
        }

        @Test
        void partsEndWithKeys() {
            for (int day = 10; day < 20; day++) {
                store.bucket.put("log/2026-03-" + day + "/x.csv", rows(day, day + 1));
            }
            StreamRead read = request(Map.of(), null, SMALL);
            try (Source source = new S3Source().open(completed(keys()))) {
                assertThat(Parts.between(source, read, null, "log/2026-03-11", "log/2026-03-13/x.csv", "log/2026-04"))
                        .containsExactly(
                                List.of("10|w10"),
                                List.of("11|w11", "12|w12", "13|w13"),
                                List.of("14|w14", "15|w15", "16|w16", "17|w17", "18|w18", "19|w19"));
                assertThat(source.rangeEnd(read, Parts.at(source, read, "log/2026-04"))
                                .map(source::shown))
                        .contains("log/2026-03-19/x.csv");
                assertThat(source.rangeEnd(read, Parts.at(source, read, "log/2026-02")))
                        .isEmpty();
            }
        }

        @Test
        void itIsShownAsTheKey() {
            store.bucket.put("log/a.csv", rows(0, 3));
            run(keys());
            try (Source source = new S3Source().open(keys())) {
                assertThat(source.shown(Objects.requireNonNull(positions.get("0"))))
                        .isEqualTo("log/a.csv");
            }
        }
    }

    @Nested
    final class FollowingLists {
        private Options lists() {
            return store.options("data/", "follow", "lists", "lists", "s3://" + store.bucket.name() + "/events/");
        }

        private void objects(int count) {
            for (int i = 0; i < count; i++) {
                store.bucket.put("data/" + i + ".csv", rows(i * 10L, i * 10L + 10));
            }
        }

        @Test
        void eventsAndInventoriesNameWhatIsRead() throws IOException {
            objects(6);
            store.bucket.put("data/a b+c.csv", rows(60, 70));
            String name = store.bucket.name();
            store.bucket.put("events/1.json", """
                    {"Records":[
                      {"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"%s"},"object":{"key":"data/3.csv"}}},
                      {"eventName":"ObjectRemoved:Delete","s3":{"bucket":{"name":"%s"},"object":{"key":"data/9.csv"}}},
                      {"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"%s"},"object":{"key":"data/a+b%%2Bc.csv"}}}]}
                    """.formatted(name, name, name));
            store.bucket.put("events/2.ndjson.gz", gzip("""
                    {"detail-type":"Object Created","detail":{"bucket":{"name":"%s"},"object":{"key":"data/0.csv"}}}
                    {"key":"data/1.csv"}
                    {"key":"other/1.csv"}
                    """.formatted(name)));
            store.bucket.put(
                    "events/3.csv", "\"" + name + "\",\"data/5.csv\",\"140\"\n\"" + name + "\",\"data/2.csv\"\n");

            assertThat(run(lists()).stream().map(n -> n / 10).distinct()).containsExactly(3L, 6L, 0L, 1L, 5L, 2L);
            assertThat(run(lists())).isEmpty();
            store.bucket.put("events/4.json", "{\"key\":\"data/4.csv\"}");
            assertThat(run(lists())).containsExactlyElementsOf(numbers(40, 50));
        }

        @Test
        void aRunThatDiesAfterAnyBatchGoesOnBehindIt() {
            store.bucket.put("data/0.csv", rows(0, 300));
            store.bucket.put("data/1.csv", rows(300, 500));
            store.bucket.put("events/1", "{\"key\":\"data/0.csv\"}{\"key\":\"data/1.csv\"}");
            store.bucket.put("events/2", "{\"key\":\"data/2.csv\"}");
            store.bucket.put("data/2.csv", rows(500, 600));
            List<Long> all = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                all.addAll(read(lists(), null, 1, SMALL));
            }
            assertThat(all).containsExactlyElementsOf(numbers(0, 600));
        }

        @Test
        void anObjectThatIsNotThereAndAListThatIsNoneAreNamed() {
            objects(1);
            store.bucket.put("events/1", "{\"key\":\"data/0.csv\"}{\"key\":\"data/7.csv\"}");
            assertThatThrownBy(() -> run(lists()))
                    .hasMessageContaining("events/1, entry 1")
                    .hasMessageContaining("data/7.csv");
            store.bucket.put("events/0", "not a list");
            positions.clear();
            assertThatThrownBy(() -> run(lists())).hasMessageContaining("events/0: is no list of objects");
        }
    }

    @Nested
    final class Faults {
        private Options road() {
            return store.onRoad("in");
        }

        @Test
        void aConnectionThatBreaksIsOpenedAgainWhereItBroke() {
            store.bucket.put("in/a.csv", rows(0, 50_000));
            AtomicInteger breaks = new AtomicInteger(3);
            store.road.happens(request ->
                    request.startsWith("GET") && request.contains("/in/a.csv") && breaks.getAndDecrement() > 0
                            ? new What.CutShort(100_000)
                            : What.PASSES);
            assertThat(run(road())).containsExactlyElementsOf(numbers(0, 50_000));
            assertThat(breaks.get()).isNegative();
        }

        @Test
        void anObjectThatIsReplacedBetweenListingAndReadingIsTrouble() {
            store.bucket.put("in/a.csv", rows(0, 10));
            store.road.happens(request -> {
                if (request.contains("/in/a.csv")) {
                    store.bucket.put("in/a.csv", rows(100, 110));
                }
                return What.PASSES;
            });
            assertThatThrownBy(() -> run(road()))
                    .isInstanceOfSatisfying(
                            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorClass.TRANSIENT))
                    .hasMessageContaining("was replaced while it was read");
            assertThat(run(store.options("in"))).containsExactlyElementsOf(numbers(100, 110));
        }

        @ParameterizedTest
        @CsvSource({
            "403, AccessDenied, PERMANENT, add it to the policy",
            "403, InvalidObjectState, PERMANENT, archived",
            "400, ExpiredToken, AUTH_EXPIRED, no longer",
            "503, SlowDown, RATE_LIMITED, fewer requests",
            "500, InternalError, TRANSIENT, at the moment"
        })
        void aRefusalHasItsClass(int status, String code, ErrorClass kind, String words) {
            store.bucket.put("in/a.csv", rows(0, 10));
            store.road.happens(
                    request -> request.contains("/in/a.csv") ? FaultyRoad.refused(status, code) : What.PASSES);
            assertThatThrownBy(() -> run(road()))
                    .isInstanceOfSatisfying(
                            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                    .hasMessageContaining("in/a.csv")
                    .hasMessageContaining(words);
        }

        @Test
        void aBrokenLineIsNamedByItsKeyAndComesAfterTheGoodRows() {
            store.bucket.put("in/a.csv", "n,word\n1,a\n2,b\n3,c,d\n");
            assertThatThrownBy(() -> run(store.options("in")))
                    .isInstanceOf(ConnectorException.class)
                    .hasMessageContaining("in/a.csv:4");
        }

        @Test
        void patternsChooseKeys() {
            for (String key : List.of("a.csv", "b.csv", "b1.csv", "x/c.csv", "x/y/d.csv", ".e.csv")) {
                store.bucket.put("p/" + key, rows(key.charAt(key.length() - 5), key.charAt(key.length() - 5) + 1));
            }
            assertThat(matched("p/*.csv")).containsExactlyInAnyOrder("a.csv", "b.csv", "b1.csv");
            assertThat(matched("p/?.csv")).containsExactlyInAnyOrder("a.csv", "b.csv");
            assertThat(matched("p/{a,x/c}.csv")).containsExactlyInAnyOrder("a.csv", "x/c.csv");
            assertThat(matched("p/**/*.csv"))
                    .containsExactlyInAnyOrder("a.csv", "b.csv", "b1.csv", "x/c.csv", "x/y/d.csv");
            assertThat(matched("p/[ab].csv")).containsExactlyInAnyOrder("a.csv", "b.csv");
            assertThat(matched("p/x")).containsExactlyInAnyOrder("x/c.csv", "x/y/d.csv");
            assertThat(matched("p/a.csv")).containsExactlyInAnyOrder("a.csv");
        }

        private List<String> matched(String path) {
            positions.clear();
            run(store.options(path));
            return positions.keySet().stream().map(key -> key.substring(2)).toList();
        }
    }
}
