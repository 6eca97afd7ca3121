package io.hakiri.connectors.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Position;
import io.hakiri.connectors.file.Reading.Rows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Without a cursor field: where a file is read on. */
class ResumeTest {
    private static final int ROWS = 150;

    @TempDir
    Path folder;

    /** The same rows in every format. */
    enum Kind {
        CSV("a.csv"),
        CRLF("b.csv"),
        CSV_GZ("a.csv.gz"),
        NDJSON("a.ndjson"),
        NDJSON_GZ("a.jsonl.gz"),
        JSON("a.json"),
        JSON_GZ("a.json.gz");

        private final String file;

        Kind(String file) {
            this.file = file;
        }

        byte[] content(int rows) {
            StringBuilder text = new StringBuilder(
                    switch (this) {
                        case CSV, CSV_GZ -> "id,text\n";
                        case CRLF -> "\uFEFFid,text\r\n\r\n";
                        case NDJSON, NDJSON_GZ -> "";
                        case JSON, JSON_GZ -> "[";
                    });
            for (int row = 0; row < rows; row++) {
                text.append(
                        switch (this) {
                            case CSV, CSV_GZ -> row + ",\"line\n of " + row + "\"\n";
                            case CRLF -> row + ",\"line\n of " + row + "\"\r\n";
                            case NDJSON, NDJSON_GZ -> "{\"id\":" + row + ",\"text\":\"line\\n of " + row + "\"}\n";
                            case JSON, JSON_GZ ->
                                (row == 0 ? "\n" : ",\n") + "{\"id\":" + row + ", \"text\":\"line\\n of " + row + "\"}";
                        });
            }
            if (this == JSON || this == JSON_GZ) {
                text.append("]\n");
            }
            byte[] plain = text.toString().getBytes(StandardCharsets.UTF_8);
            return file.endsWith(".gz") ? gzip(plain) : plain;
        }
    }

    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(plain);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private static List<String> rows(int from, int to) {
        List<String> rows = new ArrayList<>();
        for (int row = from; row < to; row++) {
            rows.add(row + "|line\n of " + row);
        }
        return rows;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void afterEveryBatchExactlyTheRemainingRowsAreRead(Kind kind) {
        Reading reading = new Reading(folder).file(kind.file, kind.content(ROWS));
        Rows all = reading.all(kind.file);
        assertThat(all.values()).isEqualTo(rows(0, ROWS));
        assertThat(all.positions()).hasSizeGreaterThan(10);

        int read = 0;
        for (int batch = 0; batch < all.batches().size(); batch++) {
            read += all.batches().get(batch).rows();
            Rows rest = reading.after(kind.file, all.positions().get(batch));
            assertThat(rest.error()).isEqualTo("no trouble");
            assertThat(rest.values()).isEqualTo(rows(read, ROWS));
            assertThat(rest.places()).isEqualTo(all.places().subList(read, ROWS));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsAppendedIsReadAndNothingElse(Kind kind) {
        Reading reading = new Reading(folder).file(kind.file, kind.content(100));
        Map<String, Position> first = reading.all(kind.file).last();
        assertThat(reading.after(kind.file, first).batches()).isEmpty();

        reading.file(kind.file, kind.content(ROWS));
        Rows second = reading.after(kind.file, first);

        assertThat(second.error()).isEqualTo("no trouble");
        assertThat(second.values()).isEqualTo(rows(100, ROWS));
        assertThat(reading.after(kind.file, second.last()).batches()).isEmpty();
    }

    @Test
    void anAppendedFileCostsOnlyWhatWasAppended() {
        Reading reading = new Reading(folder).file("a.csv", "a\n" + "1\n".repeat(10_000));
        Map<String, Position> first = reading.all("a.csv").last();

        Rows second = reading.append("a.csv", "2\n3\n").after("a.csv", first);

        assertThat(second.values()).containsExactly("2", "3");
        assertThat(second.bytes()).isEqualTo(4);
        assertThat(second.places()).containsExactly("a.csv:10002", "a.csv:10003");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aFileThatWasReplacedOrShortenedIsNoticed(Kind kind) {
        Reading reading = new Reading(folder).file(kind.file, kind.content(100));
        Map<String, Position> first = reading.all(kind.file).last();

        reading.file(kind.file, kind.content(50));
        assertThat(reading.after(kind.file, first).error())
                .startsWith("PERMANENT " + kind.file)
                .contains("cursor rewind")
                .contains("on_change");

        byte[] edited = kind == Kind.CSV ? "id,texT\n".getBytes(StandardCharsets.UTF_8) : new byte[0];
        if (kind == Kind.CSV) {
            byte[] same = kind.content(ROWS);
            System.arraycopy(edited, 0, same, 0, edited.length);
            reading.file(kind.file, same);
            assertThat(reading.after(kind.file, first).error()).contains("replaced or edited");
        }
    }

    @Test
    void anEditJustBeforeThePositionIsNoticed() {
        String content = "a\n" + "1\n".repeat(100_000);
        Reading reading = new Reading(folder).chunks(65_536).file("a.csv", content);
        Map<String, Position> first = reading.all("a.csv").last();

        reading.file("a.csv", content.substring(0, content.length() - 2) + "7\n8\n");

        assertThat(reading.after("a.csv", first).error()).contains("replaced or edited");
    }

    @Test
    void aChangedFileIsReadAnewWhereThatIsAskedFor() {
        Reading reading = new Reading(folder).option("on_change", "reread").file("a.csv", "a\n1\n2\n3\n");
        Map<String, Position> first = reading.all("a.csv").last();

        reading.file("a.csv", "a\n5\n");
        Rows second = reading.after("a.csv", first); // fails where the position is not greater
        assertThat(second.values()).containsExactly("5");

        reading.append("a.csv", "6\n");
        assertThat(reading.after("a.csv", second.last()).values()).containsExactly("6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "a.ndjson"})
    void aLastLineWithoutAnEndIsReadAndGoesOnBehindItsEnd(String file) {
        boolean csv = file.endsWith("csv");
        Reading reading = new Reading(folder).file(file, csv ? "a\n1\n2" : "{\"a\":1}\n{\"a\":2}");
        Rows first = reading.all(file);
        assertThat(first.values()).containsExactly("1", "2");

        reading.append(file, csv ? "\n3" : "\r\n{\"a\":3}");
        Rows second = reading.after(file, first.last());

        assertThat(second.values()).containsExactly("3");
        assertThat(second.places()).containsExactly(csv ? "a.csv:4" : "a.ndjson:3");
    }

    @Test
    void aLastLineThatGrewAfterItWasReadIsAnError() {
        Reading reading = new Reading(folder).file("a.csv", "a\n1\n2");
        Rows first = reading.all("a.csv");

        reading.append("a.csv", "34\n");

        assertThat(reading.after("a.csv", first.last()).error())
                .startsWith("PERMANENT a.csv:3: the last line had no end")
                .contains("cursor rewind");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "a.ndjson"})
    void aLastLineWithoutAnEndIsLeftUntilItHasOneWhereThatIsAskedFor(String file) {
        boolean csv = file.endsWith("csv");
        Reading reading = new Reading(folder)
                .option("last_line", "wait")
                .file(file, csv ? "a,b\n1,x\n2,\"y" : "{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y");
        Rows first = reading.all(file);
        assertThat(first.error()).isEqualTo("no trouble");
        assertThat(first.values()).containsExactly("1|x");
        assertThat(reading.after(file, first.last()).batches()).isEmpty();

        reading.append(file, csv ? "z\"\n" : "z\"}\n");

        assertThat(reading.after(file, first.last()).values()).containsExactly("2|yz");
    }

    @Test
    void aReaderThatIsClosedEarlyLeavesNoThreadBehind() {
        Reading reading = new Reading(folder).file("a.csv", "a\n" + "1\n".repeat(10_000));

        reading.after("a.csv", Map.of(), 1);

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("file-reader"));
    }

    @Test
    void newFilesOfAPatternAreReadFromTheirStartAndOldOnesGoOn() {
        Reading reading = new Reading(folder).file("in/a.csv", "a\n1\n").file("in/b.csv", "a\n2\n");
        Rows first = reading.all("in/*.csv");

        reading.file("in/0.csv", "a\n0\n").append("in/b.csv", "3\n");
        Rows second = reading.after("in/*.csv", first.last());

        assertThat(second.values()).containsExactly("0", "3");
        assertThat(second.places()).containsExactly("in/0.csv:2", "in/b.csv:3");
    }

    @Test
    void aVeryLongNameBecomesAHash() {
        String file = "x".repeat(100) + "/" + "y".repeat(100) + "/" + "z".repeat(100) + ".csv";
        Rows rows = new Reading(folder).file(file, "a\n1\n").all(file);

        assertThat(rows.last().keySet()).singleElement().asString().startsWith("sha256:");
    }
}
