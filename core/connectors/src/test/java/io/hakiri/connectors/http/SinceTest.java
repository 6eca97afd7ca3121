package io.hakiri.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Position;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.connector.Source;
import io.hakiri.connectors.SourceReading;
import io.hakiri.connectors.http.FaultyApi.Asked;
import io.hakiri.connectors.http.FaultyApi.Reply;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams with a cursor field: records beyond the greatest value, equal values neither lost nor doubled. */
final class SinceTest {
    private static final HttpSource HTTP = new HttpSource();
    private static final HttpSource TINY = new HttpSource(1, new HttpSource.Pace(InstantSource.system(), _ -> {}));
    private static final long SEED = Long.getLong("hakiri.seed", 20261129);

    private final FaultyApi api = new FaultyApi();
    private final List<Row> rows = new ArrayList<>();
    private int pageSize = 4;

    private record Row(int id, long at) {
        String json() {
            return "{\"id\":" + id + ",\"at\":" + at + "}";
        }
    }

    @AfterEach
    void close() {
        api.close();
    }

    /** From a value on, in its order; the order of equal ones is nobody's promise. */
    private Reply since(Asked asked) {
        long since = asked.number("since", Long.MIN_VALUE);
        return page(rows.stream()
                .filter(row -> row.at >= since)
                .sorted(Comparator.comparingLong(Row::at).thenComparingInt(row -> -row.id % 7))
                .limit(pageSize)
                .toList());
    }

    private static Reply page(List<Row> page) {
        return Reply.json(page.stream().map(Row::json).collect(Collectors.joining(",", "[", "]")));
    }

    private SourceReading bySince() {
        api.answering(this::since);
        return new SourceReading(Path.of("."))
                .option("url", api.url("/events"))
                .option("paging", "since")
                .option("since_param", "since")
                .option("page_size", (long) pageSize)
                .cursor("at", "id")
                .primaryKey("id");
    }

    @Test
    void equalValuesAtThePagesBordersAreNeitherLostNorDoubled() {
        for (int i = 0; i < 30; i++) {
            rows.add(new Row(i, i / 3));
        }
        SourceReading.Rows read = bySince().all(HTTP);
        assertThat(read.error()).isEqualTo("no trouble");
        assertThat(read.values()).hasSize(30).doesNotHaveDuplicates();
        assertThat(bySince().after(HTTP, read.last()).values()).isEmpty();
        rows.add(new Row(30, 9)); // late, with a value that was the greatest already
        assertThat(bySince().after(HTTP, read.last()).values()).containsExactly("30|9");
    }

    @Test
    void whateverTheValuesAndWhereverRunsEndEachRecordComesOnce() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 15; round++) {
            rows.clear();
            int id = 0;
            long at = 0;
            Map<String, Position> position = new HashMap<>();
            List<String> all = new ArrayList<>();
            for (int run = 0; run < 25; run++) {
                for (int more = random.nextInt(4); more > 0; more--) {
                    at += random.nextInt(5) == 0 ? 1 : 0;
                    long now = at;
                    if (rows.stream().filter(row -> row.at == now).count() < pageSize - 1) {
                        rows.add(new Row(id++, at));
                    }
                }
                int batches = random.nextInt(4);
                SourceReading.Rows read = bySince().after(TINY, position, batches == 0 ? 100 : batches);
                assertThat(read.error()).as("seed %s", SEED).isEqualTo("no trouble");
                all.addAll(read.values());
                position.putAll(read.last());
            }
            all.addAll(bySince().after(HTTP, position).values());
            assertThat(all)
                    .as("seed %s, round %s", SEED, round)
                    .containsExactlyInAnyOrderElementsOf(
                            rows.stream().map(row -> row.id + "|" + row.at).toList());
        }
    }

    @Test
    void aPageFullOfOneValueIsTroubleAndNotTheEnd() {
        for (int i = 0; i < 9; i++) {
            rows.add(new Row(i, 1));
        }
        SourceReading.Rows read = bySince().all(HTTP);
        assertThat(read.values()).hasSize(4);
        assertThat(read.error())
                .startsWith("PERMANENT")
                .contains("all of them were read before")
                .contains("page_size = 4");
    }

    @Test
    void anApiThatDoesNotOrderOrDoesNotKnowTheParameterIsNoticed() {
        for (int i = 0; i < 8; i++) {
            rows.add(new Row(i, i));
        }
        SourceReading reading = bySince();
        api.answering(_ -> page(rows.subList(0, 4)));
        assertThat(reading.all(HTTP).error()).contains("\"at\" is 0, which is less than what was asked for");
        api.answering(_ -> page(List.of(rows.get(2), rows.get(1))));
        assertThat(reading.all(HTTP).error())
                .contains("\"at\" is 1, which is less")
                .contains("page 1 record 2");
    }

    @Test
    void timesOfDifferentPrecisionAreComparedAsTimes() {
        List<String> times = List.of("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5Z", "2026-01-01T00:00:01Z");
        api.answering(asked -> Reply.json(times.stream()
                .filter(time -> time.replace("Z", "")
                                .compareTo(asked.params()
                                        .getOrDefault("since", "2025")
                                        .replace("Z", ""))
                        >= 0)
                .map(time -> "{\"id\":\"" + time + "\",\"at\":\"" + time + "\"}")
                .collect(Collectors.joining(",", "[", "]"))));
        SourceReading reading = new SourceReading(Path.of("."))
                .option("url", api.url("/events"))
                .option("paging", "since")
                .option("since_param", "since")
                .option("since_from", "2025-01-01T00:00:00Z")
                .option("page_size", 100L)
                .settings("types", new io.hakiri.connector.Setting("at", "timestamp", false))
                .cursor("at", "id");
        SourceReading.Rows read = reading.all(HTTP);
        assertThat(read.error()).isEqualTo("no trouble");
        assertThat(read.values()).hasSize(3);
        assertThat(read.types(0)).containsExactly("id text not null", "at timestamp not null");
        assertThat(api.asked())
                .containsExactly("/events?since=2025-01-01T00%3A00%3A00Z", "/events?since=2026-01-01T00%3A00%3A01Z");
    }

    @Test
    void aListWithoutOrderIsGoneThroughInEachRunForWhatIsBeyond() {
        SourceReading reading = new SourceReading(Path.of("."))
                .option("url", api.url("/all"))
                .option("paging", "offset")
                .option("page_param", "skip")
                .cursor("at", "id");
        api.answering(asked ->
                page(rows.stream().skip(asked.number("skip", 0)).limit(pageSize).toList()));
        for (int i = 0; i < 20; i++) {
            rows.add(new Row(i, (i * 7) % 10));
        }
        SourceReading.Rows first = reading.all(HTTP);
        assertThat(first.values()).hasSize(20).doesNotHaveDuplicates();
        rows.add(3, new Row(20, 4)); // not beyond
        rows.add(4, new Row(21, 9)); // as great as the greatest, but another one
        rows.add(new Row(22, 12));
        assertThat(reading.after(HTTP, first.last()).values()).containsExactly("21|9", "22|12");
    }

    @Test
    void aScanThatIsInterruptedGoesOnInItsPage() {
        SourceReading reading = new SourceReading(Path.of("."))
                .option("url", api.url("/all"))
                .option("paging", "offset")
                .option("page_param", "skip")
                .option("since_param", "from")
                .cursor("at", "id");
        api.answering(asked -> page(rows.stream()
                .filter(row -> row.at >= asked.number("from", 0))
                .skip(asked.number("skip", 0))
                .limit(pageSize)
                .toList()));
        List<String> all = new ArrayList<>();
        Map<String, Position> at = Map.of();
        for (int run = 0; run < 12; run++) {
            int id = rows.size();
            if (run % 4 == 0) {
                rows.add(new Row(id, 20 + run));
                rows.add(new Row(id + 1, 10 + run));
                rows.add(new Row(id + 2, 15 + run));
            }
            SourceReading.Rows read = reading.after(TINY, at, run % 4 == 3 ? 100 : 1);
            assertThat(read.error()).isEqualTo("no trouble");
            all.addAll(read.values());
            at = read.last();
        }
        assertThat(all).doesNotHaveDuplicates().contains("0|20", "1|10", "2|15", "3|24", "6|28");
        assertThat(api.asked()).anyMatch(path -> path.contains("from=20")).anyMatch(path -> path.contains("from=24"));
    }

    @Test
    void aPersonCanSendTheCursorToAValue() {
        for (int i = 0; i < 9; i++) {
            rows.add(new Row(i, i));
        }
        SourceReading reading = bySince().known("id int64", "at int64");
        try (Source source = reading.open(HTTP)) {
            Position position = source.positionAfter(reading.request(Map.of()), "6");
            assertThat(source.shown(position)).isEqualTo("6");
            assertThat(reading.after(HTTP, Map.of(StreamPartition.DEFAULT_PARTITION, position))
                            .values())
                    .containsExactly("7|7", "8|8");
            assertThatThrownBy(() -> source.positionAfter(reading.request(Map.of()), "soon"))
                    .hasMessageContaining("which is int64, found \"soon\"");
        }
    }

    @Test
    void recordsWithoutTheirKeyAreSetAsideOnce() {
        api.answering(_ -> Reply.json("[{\"id\":1,\"at\":1},{\"id\":2},{\"id\":3,\"at\":3}]"));
        SourceReading reading = new SourceReading(Path.of("."))
                .option("url", api.url("/all"))
                .cursor("at", "id")
                .settingAsideBad();
        SourceReading.Rows first = reading.all(HTTP);
        assertThat(first.values()).containsExactly("1|1", "3|3");
        assertThat(first.rejected()).hasSize(1).first().satisfies(row -> {
            assertThat(row.where()).endsWith("/all page 1 record 2");
            assertThat(row.reason()).isEqualTo("the field \"at\" has no value");
        });
        SourceReading.Rows second = reading.after(HTTP, first.last());
        assertThat(second.values()).isEmpty();
        assertThat(second.rejected()).isEmpty();
    }

    @Test
    void moreEqualValuesThanAPositionHoldsAreTrouble() {
        pageSize = 600;
        for (int i = 0; i < 301; i++) {
            rows.add(new Row(i, 5));
        }
        SourceReading.Rows read = bySince().all(HTTP);
        assertThat(read.values()).hasSize(300);
        assertThat(read.error()).contains("more than 300 records have the same \"at\"");
    }
}
