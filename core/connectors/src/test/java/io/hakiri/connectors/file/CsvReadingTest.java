package io.hakiri.connectors.file;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import io.hakiri.batch.Batch;
import io.hakiri.connectors.file.Reading.Rows;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReadingTest {
    private static final String[] PIECES = {
        "a", "Z", " ", ",", ";", "\"", "\"\"", "\n", "\r\n", "\r", "\t", "é", "日本", "😀", "0", "-", "true", "1.5", ".",
        "'"
    };

    @TempDir
    Path folder;

    private Reading reading;

    @BeforeEach
    void begin() {
        reading = new Reading(folder);
    }

    @Test
    void aFileIsReadWithTypesThatHoldItsValues() {
        reading.file("a.csv", "id,name,amount,day\n1,Ada,1.5,2024-02-29\n2,,2,2024-03-01\n");

        Rows rows = reading.all("a.csv");

        assertThat(rows.types()).containsExactly("id int64", "name text", "amount float64", "day date");
        assertThat(rows.values()).containsExactly("1|Ada|1.5|2024-02-29", "2|∅|2.0|2024-03-01");
        assertThat(rows.places()).containsExactly("a.csv:2", "a.csv:3");
    }

    @Test
    void anEmptyTextInQuotesIsATextAndOneWithoutIsNone() {
        reading.file("a.csv", "name,number\n\"\",\"\"\n,1\n");

        assertThat(reading.all("a.csv").values()).containsExactly("|∅", "∅|1");
    }

    @Test
    void aQuoteOpensAFieldOnlyAtItsStart() {
        reading.file("a.csv", "a,b\n5\" pipe,it\"s\n\"x,\"\"y\"\"\nz\",\"q\"\r\n");

        Rows rows = reading.chunks(1024).all("a.csv");

        assertThat(rows.values()).containsExactly("5\" pipe|it\"s", "x,\"y\"\nz|q");
        assertThat(rows.places()).containsExactly("a.csv:2", "a.csv:3");
    }

    @Test
    void linesAreCountedThroughQuotesAndEmptyLines() {
        reading.file("a.csv", "\n\na,b\r\n1,\"x\ny\"\r\n\r\n2,z\n");

        assertThat(reading.all("a.csv").places()).containsExactly("a.csv:4", "a.csv:7");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstName() {
        reading.file("a.csv", "\uFEFFid,b\n1,2\n");

        assertThat(reading.all("a.csv").types()).containsExactly("id int64", "b int64");
    }

    @Test
    void anotherDelimiterCanBeSaidOrIsTheTabOfATsvFile() {
        reading.file("a.csv", "a;b\n1;2,5\n").file("b.tsv", "a\tb\n1\tx,y\n");

        assertThat(new Reading(folder).option("delimiter", ";").all("a.csv").values())
                .containsExactly("1|2,5");
        assertThat(reading.all("b.tsv").values()).containsExactly("1|x,y");
    }

    @Test
    void aFileWithOnlyAHeaderOrNothingHasNoRowsAndNoPosition() {
        reading.file("header.csv", "a,b\n").file("half.csv", "a,b").file("nothing.csv", "");

        for (String path : List.of("header.csv", "half.csv", "nothing.csv")) {
            Rows rows = reading.all(path);
            assertThat(rows.trouble()).isNull();
            assertThat(rows.values()).isEmpty();
            assertThat(rows.last()).isEmpty();
        }
    }

    @Test
    void aRecordLongerThanTheChunkIsReadWhole() {
        String text = "x".repeat(100_000);
        reading.file("a.csv", "a,b\n1," + text + "\n2,y\n");

        assertThat(reading.chunks(16).all("a.csv").values()).containsExactly("1|" + text, "2|y");
    }

    @Test
    void allFilesOfAPatternAreReadByNameAndHiddenOnesAreNot() {
        reading.file("in/b.csv", "a\n2\n")
                .file("in/a.csv", "a\n1\n")
                .file("in/deep/er/c.csv", "a\n3\n")
                .file("in/.d.csv", "a\n4\n")
                .file("in/e.txt", "a\n5\n");

        assertThat(reading.all("in/*.csv").values()).containsExactly("1", "2");
        assertThat(reading.all("in/**/*.csv").values()).containsExactly("1", "2", "3");
        assertThat(reading.all("in/{b,x}.c?v").values()).containsExactly("2");
        assertThat(reading.all("in/*.csv").last()).containsOnlyKeys("in/a.csv", "in/b.csv");
    }

    @Test
    void aFileWhoseNameLooksLikeAPatternIsTheFile() {
        reading.file("data[1].csv", "a\n1\n").file("data1.csv", "a\n2\n");

        assertThat(reading.all("data[1].csv").values()).containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void whateverFastCsvWritesIsReadBackAcrossChunkBorders(int seed) throws IOException {
        Random random = new Random(seed);
        int columns = 1 + random.nextInt(5);
        List<List<String>> written = new ArrayList<>();
        StringWriter text = new StringWriter();
        try (CsvWriter writer = CsvWriter.builder()
                .lineDelimiter(random.nextBoolean() ? LineDelimiter.LF : LineDelimiter.CRLF)
                // otherwise an empty text could not be told from none
                .quoteStrategy(random.nextBoolean() ? QuoteStrategies.EMPTY : QuoteStrategies.ALWAYS)
                .build(text)) {
            writer.writeRecord(names(columns));
            for (int row = random.nextInt(60); row > 0; row--) {
                List<String> record = record(random, columns);
                written.add(record);
                writer.writeRecord(record);
            }
        }
        String content = text.toString();
        reading.file("a.csv", random.nextBoolean() ? content : "\uFEFF" + content);

        for (int chunk : List.of(1, 2, 7, 33, 256, 65_536)) {
            Rows rows = reading.chunks(chunk).known(texts(columns)).all("a.csv");
            assertThat(rows.error()).isEqualTo("no trouble");
            assertThat(rows.values())
                    .as("seed %s, chunks of %s", seed, chunk)
                    .isEqualTo(written.stream()
                            .map(record -> String.join("|", record))
                            .toList());
        }
    }

    private static List<String> record(Random random, int columns) {
        List<String> record = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            StringBuilder field = new StringBuilder();
            for (int length = random.nextInt(6); length > 0; length--) {
                field.append(PIECES[random.nextInt(PIECES.length)]);
            }
            record.add(field.toString());
        }
        return record;
    }

    private static List<String> names(int columns) {
        return IntStream.range(0, columns).mapToObj(column -> "c" + column).toList();
    }

    private static String[] texts(int columns) {
        return names(columns).stream().map(name -> name + " text").toArray(String[]::new);
    }

    @Test
    void aValueThatDoesNotFitWidensItsColumnForThatBatchAlone() {
        reading.file("a.csv", "n\n1\n2\nx\n4\n5\n");

        Rows rows = reading.chunks(4).all("a.csv");

        assertThat(rows.batches().stream()
                        .map(Batch::shape)
                        .map(shape -> shape.fields().getFirst().type().word()))
                .containsExactly("int64", "text", "int64");
        assertThat(rows.values()).containsExactly("1", "2", "x", "4", "5");
    }

    @Test
    void valuesAreReadAsTheTypesKnown() {
        reading.file("a.csv", "t,d,f,l,i\n1,2,3,2024-01-01,5\n");

        Rows rows = reading.known("t text", "d decimal(5,2)", "f float64", "l local-timestamp", "gone int64")
                .all("a.csv");

        assertThat(rows.types())
                .containsExactly("t text", "d decimal(5,2)", "f float64", "l local-timestamp", "i int64");
        assertThat(rows.values()).containsExactly("1|2.00|3.0|2024-01-01T00:00|5");
    }

    @Test
    void aKnownTypeIsWidenedToTheOneThatHoldsBothOrToText() {
        reading.file("a.csv", "a,b,c,d,e\n1.5,12345678901234567890,2024-01-01,1,12.345\n");

        Rows rows = reading.known("a int64", "b int64", "c int64", "d boolean", "e decimal(5,2)")
                .all("a.csv");

        assertThat(rows.types()).containsExactly("a float64", "b decimal(20,0)", "c text", "d text", "e decimal(6,3)");
        assertThat(rows.values()).containsExactly("1.5|12345678901234567890|2024-01-01|1|12.345");
    }
}
