package io.hakiri.connectors.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Position;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.connector.Source;
import io.hakiri.connector.StreamRead;
import io.hakiri.connectors.Parts;
import io.hakiri.connectors.SourceReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of a stream with a cursor field: each row is in one of them. */
final class RangeTest {
    private static final long SEED = Long.getLong("hakiri.seed", 20261130);

    @TempDir
    Path folder;

    private SourceReading reading() {
        return new SourceReading(folder)
                .option("path", "*.csv")
                .option("format", "auto")
                .option("compression", "auto")
                .option("on_change", "fail")
                .cursor("at", "n")
                .primaryKey("n")
                .known("at int64", "n int64");
    }

    private Source source() {
        return reading().open(new FileSource(100));
    }

    private void file(String name, String rows) throws IOException {
        Files.writeString(folder.resolve(name), "at,n\n" + rows);
    }

    @Test
    void partsThatMeetHaveEachRowOnceWhateverTheBordersAre() throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        StreamRead read = reading().request(Map.of());
        for (int round = 0; round < 20; round++) {
            List<String> all = new ArrayList<>();
            for (int file = 0; file < 3; file++) {
                StringBuilder rows = new StringBuilder();
                for (int i = 0; i < 50; i++) {
                    int at = random.nextInt(-10, 10);
                    rows.append(at).append(',').append(all.size()).append('\n');
                    all.add(at + "|" + all.size());
                }
                file(file + ".csv", rows.toString());
            }
            List<String> read2 = new ArrayList<>();
            try (Source source = source()) {
                Position.Monotonic after = null;
                for (int border = -11 + random.nextInt(5); border < 9; border += 1 + random.nextInt(6)) {
                    Position.Monotonic upTo = Parts.at(source, read, "" + border);
                    read2.addAll(Parts.part(source, read, after, upTo));
                    after = upTo;
                }
                read2.addAll(Parts.part(source, read, after, Parts.at(source, read, "9")));
            }
            assertThat(read2).as("seed %s", SEED).containsExactlyInAnyOrderElementsOf(all);
        }
    }

    @Test
    void aPartThatBeginsAtACursorBeginsBehindItsLastRow() throws IOException {
        file("a.csv", "1,1\n2,2\n2,3\n");
        SourceReading.Rows first = reading().all(new FileSource(100));
        file("b.csv", "2,1\n2,9\n3,4\n4,5\n");
        StreamRead read = reading().request(Map.of());
        try (Source source = source()) {
            Position cursor = first.last().get(StreamPartition.DEFAULT_PARTITION);
            assertThat(Parts.part(source, read, cursor, Parts.at(source, read, "3")))
                    .containsExactly("2|9", "3|4");
        }
    }

    @Test
    void anEndIsWhereTheRowsEnd() throws IOException {
        file("a.csv", "5,1\n3,2\n9,3\n");
        StreamRead read = reading().request(Map.of());
        try (Source source = source()) {
            assertThat(source.rangeEnd(read, Parts.at(source, read, "2"))).isEmpty();
            assertThat(source.rangeEnd(read, Parts.at(source, read, "8")).map(source::shown))
                    .contains("5, 1");
            Position.Monotonic end =
                    source.rangeEnd(read, Parts.at(source, read, "100")).orElseThrow();
            assertThat(source.shown(end)).isEqualTo("9, 3");
            file("b.csv", "9,2\n9,4\n10,5\n");
            assertThat(reading()
                            .after(new FileSource(100), Map.of(StreamPartition.DEFAULT_PARTITION, end))
                            .values())
                    .as("a run goes on from there")
                    .containsExactly("9|4", "10|5");
        }
    }

    /** They have no value that says which part they belong to; a run sets them aside. */
    @Test
    void recordsThatCannotBeReadAreInNoPart() throws IOException {
        file("a.csv", "1,1\nnothing\n2,2\n");
        StreamRead read = reading().settingAsideBad().request(Map.of());
        try (Source source = source()) {
            assertThat(Parts.between(source, read, null, "1", "2")).containsExactly(List.of("1|1"), List.of("2|2"));
        }
    }

    @Test
    void whatAnUnfinishedRunReadsIsNoBeginning() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            rows.append(i).append(',').append(i).append('\n');
        }
        file("a.csv", rows.toString());
        SourceReading.Rows some = reading().after(new FileSource(100), Map.of(), 1);
        StreamRead read = reading().request(Map.of());
        try (Source source = source()) {
            Position.Monotonic upTo = Parts.at(source, read, "100");
            assertThatThrownBy(() -> Parts.part(source, read, some.last().get(StreamPartition.DEFAULT_PARTITION), upTo))
                    .hasMessageContaining("Run the pipeline to its end first");
        }
    }
}
