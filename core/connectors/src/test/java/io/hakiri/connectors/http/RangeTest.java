package io.hakiri.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Position;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.connector.Source;
import io.hakiri.connector.StreamRead;
import io.hakiri.connectors.Parts;
import io.hakiri.connectors.SourceReading;
import io.hakiri.connectors.http.FaultyApi.Asked;
import io.hakiri.connectors.http.FaultyApi.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of a stream with a cursor field, of an API that gives records from a value on, and of one that only has a list. */
final class RangeTest {
    private static final HttpSource HTTP = new HttpSource();
    private static final long SEED = Long.getLong("hakiri.seed", 20261130);
    private static final int PAGE = 5;

    private final FaultyApi api = new FaultyApi();
    private final List<Row> rows = new ArrayList<>();

    private record Row(int id, long at) {
        String json() {
            return "{\"id\":" + id + ",\"at\":" + at + "}";
        }

        String read() {
            return id + "|" + at;
        }
    }

    @AfterEach
    void close() {
        api.close();
    }

    private SourceReading reading(boolean since) {
        SourceReading reading = new SourceReading(Path.of("."))
                .option("url", api.url("/events"))
                .cursor("at", "id")
                .primaryKey("id")
                .known("id int64", "at int64");
        if (since) {
            api.answering(this::since);
            return reading.option("paging", "since")
                    .option("since_param", "since")
                    .option("page_size", (long) PAGE);
        }
        api.answering(_ -> json(rows));
        return reading;
    }

    private Reply since(Asked asked) {
        long since = asked.number("since", Long.MIN_VALUE);
        return json(rows.stream()
                .filter(row -> row.at >= since)
                .sorted(Comparator.comparingLong(Row::at).thenComparingInt(row -> -row.id % 7))
                .limit(PAGE)
                .toList());
    }

    private static Reply json(List<Row> page) {
        return Reply.json(page.stream().map(Row::json).collect(Collectors.joining(",", "[", "]")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void partsThatMeetHaveEachRecordOnceWhateverTheBordersAre(boolean since) {
        SplittableRandom random = new SplittableRandom(SEED);
        SourceReading reading = reading(since);
        StreamRead read = reading.request(Map.of());
        try (Source source = reading.open(HTTP)) {
            for (int round = 0; round < 10; round++) {
                rows.clear();
                for (int i = 0; i < 40; i++) {
                    rows.add(new Row(i, i / (PAGE - 1)));
                }
                List<String> all = new ArrayList<>();
                Position.Monotonic after = null;
                for (int border = random.nextInt(3); border < 10; border += 1 + random.nextInt(4)) {
                    Position.Monotonic upTo = Parts.at(source, read, "" + border);
                    all.addAll(Parts.part(source, read, after, upTo));
                    after = upTo;
                }
                all.addAll(Parts.part(source, read, after, Parts.at(source, read, "10")));
                assertThat(all)
                        .as("seed %s", SEED)
                        .containsExactlyInAnyOrderElementsOf(
                                rows.stream().map(Row::read).toList());
            }
        }
    }

    /** Of the records with the last value, those that come later are a run's: the cursor knows them from those that were there. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatComesWithTheLastValueAfterTheEndWasTakenIsLeftToRuns(boolean since) {
        rows.addAll(List.of(new Row(1, 1), new Row(2, 2), new Row(3, 2)));
        SourceReading reading = reading(since);
        StreamRead read = reading.request(Map.of());
        try (Source source = reading.open(HTTP)) {
            Position.Monotonic end =
                    source.rangeEnd(read, Parts.at(source, read, "7")).orElseThrow();
            assertThat(source.shown(end)).isEqualTo("2");

            rows.add(new Row(4, 2));
            rows.add(new Row(5, 3));
            assertThat(Parts.part(source, read, null, end)).containsExactlyInAnyOrder("1|1", "2|2", "3|2");
            assertThat(reading.after(HTTP, Map.of(StreamPartition.DEFAULT_PARTITION, end))
                            .values())
                    .containsExactlyInAnyOrder("4|2", "5|3");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPartThatBeginsAtACursorTakesWhatCameWithItsValueSince(boolean since) {
        rows.addAll(List.of(new Row(1, 1), new Row(2, 2)));
        SourceReading reading = reading(since);
        StreamRead read = reading.request(Map.of());
        Position cursor = reading.all(HTTP).last().get(StreamPartition.DEFAULT_PARTITION);
        rows.addAll(List.of(new Row(3, 2), new Row(4, 3), new Row(5, 4)));
        try (Source source = reading.open(HTTP)) {
            assertThat(Parts.part(source, read, cursor, Parts.at(source, read, "3")))
                    .containsExactlyInAnyOrder("3|2", "4|3");
        }
    }
}
