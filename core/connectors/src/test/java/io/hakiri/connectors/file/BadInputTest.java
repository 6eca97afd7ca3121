package io.hakiri.connectors.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.connectors.file.Reading.Rows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadInputTest {
    @TempDir
    Path folder;

    private Reading reading;

    @BeforeEach
    void begin() {
        reading = new Reading(folder).chunks(4096);
    }

    @Test
    void aRecordWithTooFewOrTooManyFieldsIsAnErrorBehindTheRowsBeforeIt() {
        for (String line : new String[] {"3", "3,4,5"}) {
            Rows rows = reading.file("a.csv", "a,b\n1,2\n" + line + "\n5,6\n").all("a.csv");
            assertThat(rows.values()).containsExactly("1|2");
            assertThat(rows.error())
                    .isEqualTo("PERMANENT a.csv:3: the record has " + line.split(",", -1).length
                            + " fields; expected 2 as in the header (byte 8)");
        }
    }

    @Test
    void theNextRunGoesOnWhereTheLineWasMended() {
        Rows rows = reading.file("a.csv", "a,b\n1,2\n3\n5,6\n").all("a.csv");

        Rows next = reading.file("a.csv", "a,b\n1,2\n3,4\n5,6\n").after("a.csv", rows.last());

        assertThat(next.values()).containsExactly("3|4", "5|6");
    }

    @Test
    void aQuoteThatIsNotClosedIsAnErrorThatNamesTheLineItOpensIn() {
        reading.file("a.csv", "a,b\n1,2\n3,\"x\n5,6\n");

        assertThat(reading.all("a.csv").error()).startsWith("PERMANENT a.csv:3: a quote is opened and not closed");

        Rows aside = reading.settingAsideBad().all("a.csv");
        assertThat(aside.error()).isEqualTo("no trouble");
        assertThat(aside.values()).containsExactly("1|2");
        assertThat(aside.rejected()).singleElement().satisfies(row -> {
            assertThat(row.where()).isEqualTo("a.csv:3");
            assertThat(row.row()).isEqualTo("3,\"x\n5,6\n");
        });
    }

    @Test
    void aCharacterBehindAClosingQuoteBreaksItsLineAlone() {
        reading.file("a.csv", "a,b\n1,2\n\"x\"y,3\n5,6\n");

        assertThat(reading.all("a.csv").error()).startsWith("PERMANENT a.csv:3: a character stands behind");
        Rows aside = reading.settingAsideBad().all("a.csv");
        assertThat(aside.values()).containsExactly("1|2", "5|6");
        assertThat(aside.rejected().getFirst().row()).isEqualTo("\"x\"y,3\n");
    }

    @Test
    void bytesThatAreNoUtf8BreakTheirRecordAlone() {
        byte[] content = "a,b\n1,é\n2,?x\n3,ü\n4,?\n5,z\n".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < content.length; i++) {
            content[i] = content[i] == '?' ? (byte) 0xFF : content[i];
        }
        reading.file("a.csv", content);

        Rows rows = reading.all("a.csv");
        assertThat(rows.values()).containsExactly("1|é");
        assertThat(rows.error()).startsWith("PERMANENT a.csv:3: the record holds bytes that are no UTF-8");

        for (int chunk : new int[] {3, 17, 4096}) {
            Rows aside = new Reading(folder).chunks(chunk).settingAsideBad().all("a.csv");
            assertThat(aside.values()).containsExactly("1|é", "3|ü", "5|z");
            assertThat(aside.rejected().stream().map(row -> row.where() + " " + row.row()))
                    .containsExactly("a.csv:3 2,ÿx\n", "a.csv:5 4,ÿ\n");
        }
    }

    @Test
    void aHugeFieldIsAnErrorThatNamesItsLine() {
        byte[] content = new byte[Feed.MOST_RECORD_BYTES + 100];
        Arrays.fill(content, (byte) 'x');
        System.arraycopy("a,b\n1,2\n3,".getBytes(StandardCharsets.UTF_8), 0, content, 0, 10);
        reading.file("a.csv", content);

        Rows rows = reading.all("a.csv");

        assertThat(rows.values()).containsExactly("1|2");
        assertThat(rows.error()).startsWith("PERMANENT a.csv:3: a record is longer than 16 MiB");
    }

    @Test
    void headersWithoutNamesOrWithTheSameNameTwiceAreErrors() {
        assertThat(reading.file("a.csv", "a,,b\n1,2,3\n").all("a.csv").error())
                .startsWith("PERMANENT a.csv:1: the header's field 2 has no name");
        assertThat(reading.file("a.csv", "a,b,\"a\"\n1,2,3\n").all("a.csv").error())
                .startsWith("PERMANENT a.csv:1: the header's field 3 has the name \"a\" a second time");
        assertThat(reading.file("a.csv", "a,b\r1,2\r3,4\r").all("a.csv").error())
                .contains("lines that end in LF or CRLF");
    }

    @Test
    void missingFilesFoldersAndPatternsWithoutMatchesAreErrors() throws IOException {
        Files.createDirectory(folder.resolve("in"));

        assertThat(reading.all("no.csv").error()).startsWith("PERMANENT no.csv: there is no such file");
        assertThat(reading.all("in/*.csv").error()).startsWith("PERMANENT in/*.csv: no file matches");
        assertThat(reading.all("gone/*.csv").error()).startsWith("PERMANENT gone/*.csv: no file matches");
        assertThat(new Reading(folder).option("format", "csv").all("in").error())
                .startsWith("PERMANENT in: is a folder");
        assertThat(reading.file("a.txt", "a\n").all("a.txt").error()).contains("does not tell its format");
    }

    @Test
    void brokenCompressionIsAnError() {
        byte[] zip = ResumeTest.gzip("a,b\n1,2\n".repeat(10_000).getBytes(StandardCharsets.UTF_8));

        assertThat(reading.file("a.csv.gz", "a,b\n1,2\n").all("a.csv.gz").error())
                .startsWith("PERMANENT a.csv.gz: is no sound gzip file");
        Rows cut = reading.file("b.csv.gz", Arrays.copyOf(zip, zip.length - 20)).all("b.csv.gz");
        assertThat(cut.error()).startsWith("PERMANENT b.csv.gz: the gzip file ends in the middle");
        assertThat(cut.values()).isNotEmpty();
    }

    @Test
    void optionsThatMakeNoSenseAreErrors() {
        assertThat(new Reading(folder)
                        .option("delimiter", "||")
                        .file("a.csv", "a\n")
                        .all("a.csv")
                        .error())
                .contains("expected one ASCII character");
        assertThat(new Reading(folder)
                        .option("records", "features")
                        .file("a.json", "{}")
                        .all("a.json")
                        .error())
                .contains("expected a JSON pointer");
    }

    @Test
    void aRowWithoutItsPrimaryKeyIsSetAsideOrAnError() {
        reading.primaryKey("id").file("a.csv", "id,b\n1,2\n\"\",3\n4,5\n");

        Rows rows = reading.all("a.csv");
        assertThat(rows.types()).containsExactly("id int64 not null", "b int64");
        assertThat(rows.values()).containsExactly("1|2");
        assertThat(rows.error()).startsWith("PERMANENT a.csv:3: the field \"id\" has no value");

        Rows aside = reading.settingAsideBad().all("a.csv");
        assertThat(aside.values()).containsExactly("1|2", "4|5");
        assertThat(aside.places()).containsExactly("a.csv:2", "a.csv:4");
        assertThat(aside.rejected().getFirst().row()).isEqualTo("{\"id\":\"\",\"b\":\"3\"}");
    }
}
