package io.hakiri.connectors.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.connectors.file.Reading.Rows;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonReadingTest {
    @TempDir
    Path folder;

    private Reading reading(String file, String content) {
        return new Reading(folder).chunks(4096).file(file, content);
    }

    @Test
    void nestedValuesStayDocumentsWithTheirNumbersAsWritten() {
        Rows rows = reading("a.ndjson", "{\"a\": {\"z\": 1.10, \"b\": [1e2, 12345678901234567890.123]}, \"n\": null}\n")
                .all("a.ndjson");

        assertThat(rows.types()).containsExactly("a json", "n text");
        assertThat(rows.values()).containsExactly("{\"z\":1.10,\"b\":[1e2,12345678901234567890.123]}|∅");
    }

    @Test
    void fieldsThatSomeObjectsLackHaveNoValueThere() {
        Rows rows =
                reading("a.jsonl", "{\"a\":1}\n\n{\"b\":\"x\",\"a\":2}\n{}\n").all("a.jsonl");

        assertThat(rows.types()).containsExactly("a int64", "b text");
        assertThat(rows.values()).containsExactly("1|∅", "2|x", "∅|∅");
        assertThat(rows.places()).containsExactly("a.jsonl:1", "a.jsonl:3", "a.jsonl:4");
    }

    @Test
    void anyJsonValueIsOneOfAFieldKnownAsJson() {
        Rows rows = reading("a.jsonl", "{\"a\":1.50}\n{\"a\":\"x\\\"y\"}\n{\"a\":[]}\n{\"a\":true}\n")
                .known("a json")
                .all("a.jsonl");

        assertThat(rows.types()).containsExactly("a json");
        assertThat(rows.values()).containsExactly("1.50", "\"x\\\"y\"", "[]", "true");
    }

    @Test
    void stringsAreReadAsTheTimesTheyAreKnownAs() {
        Rows rows =
                reading("a.jsonl", "{\"a\":\"2024-01-01\"}\n").known("a date").all("a.jsonl");

        assertThat(rows.types()).containsExactly("a date");
    }

    @Test
    void nestedObjectsBecomeFieldsWhereThatIsAskedFor() {
        Rows rows = reading("a.jsonl", "{\"a\":{\"b\":1,\"c\":{\"d\":[1],\"e\":{}}},\"f\":null}\n{\"a\":null}\n")
                .option("flatten", true)
                .all("a.jsonl");

        assertThat(rows.types()).containsExactly("a.b int64", "a.c.d json", "a.c.e json", "f text", "a text");
        assertThat(rows.values()).containsExactly("1|[1]|{}|∅|∅", "∅|∅|∅|∅|∅");
    }

    @Test
    void theArrayOfRecordsIsFoundByItsPointer() {
        Reading reading = reading("a.json", "{\"x\":{\"a/b\":[0,[{\"n\":1},\n {\"n\":2}]]},\"y\":[]}")
                .option("records", "/x/a~1b/1");

        Rows rows = reading.all("a.json");

        assertThat(rows.values()).containsExactly("1", "2");
        assertThat(rows.places()).containsExactly("a.json:1", "a.json:2");
    }

    @Test
    void earthquakesAreReadByTheirTime() {
        Reading reading = new Reading(folder)
                .chunks(8192)
                .option("records", "/features")
                .option("flatten", true)
                .cursor("properties.time", "id")
                .file("quakes.json", RealFilesTest.data("earthquakes.json"));

        Rows rows = reading.all("quakes.json");

        assertThat(rows.error()).isEqualTo("no trouble");
        assertThat(rows.values()).hasSize(40);
        assertThat(rows.types())
                .contains(
                        "type text",
                        "properties.mag float64",
                        "properties.place text",
                        "properties.time int64 not null",
                        "properties.code text",
                        "geometry.type text",
                        "geometry.coordinates json",
                        "id text not null");
        assertThat(reading.after("quakes.json", rows.last()).values()).isEmpty();
    }

    @Test
    void aDocumentThatIsNoArrayIsAnErrorThatSaysHowToSayWhereTheArrayIs() {
        assertThat(reading("a.json", "{\"features\":[]}").all("a.json").error())
                .startsWith("PERMANENT a.json: the document is no array")
                .contains("records = \"/features\"");
        assertThat(reading("a.json", "{\"features\":[]}")
                        .option("records", "/f")
                        .all("a.json")
                        .error())
                .contains("there is nothing at /f");
        assertThat(reading("a.json", "").all("a.json").error()).contains("the document is empty");
    }

    @Test
    void brokenRecordsAreErrorsBehindTheRecordsBeforeThem() {
        Map<String, String> broken = Map.of(
                "{\"n\":2", "the line is no JSON",
                "[2]", "no JSON object",
                "{\"n\":2} x", "the line is no JSON",
                "{\"n\":2} {}", "something stands behind",
                "{\"n\":2,\"n\":3}", "there twice",
                "{\"\":2}", "no name",
                "{\"n\":\"\\ud800\"}", "surrogate");
        broken.forEach((line, reason) -> {
            Reading reading = reading("a.ndjson", "{\"n\":1}\n" + line + "\n{\"n\":3}\n");
            Rows rows = reading.all("a.ndjson");
            assertThat(rows.values()).as(line).containsExactly("1");
            assertThat(rows.error()).startsWith("PERMANENT a.ndjson:2: ").contains(reason);

            Rows aside = reading.settingAsideBad().all("a.ndjson");
            assertThat(aside.values()).as(line).containsExactly("1", "3");
            assertThat(aside.rejected()).singleElement().satisfies(row -> {
                assertThat(row.where()).isEqualTo("a.ndjson:2");
                assertThat(row.row().strip()).isEqualTo(line);
            });
        });
    }

    @Test
    void aDocumentWhoseBadElementWasMendedIsReadOnBehindTheGoodOnes() {
        String space = " ".repeat(50_000);
        Reading reading = reading("a.json", "[{\"n\":1}," + space + "{\"n\":null}," + space + "{\"n\":3}]")
                .chunks(200_000)
                .primaryKey("n");
        Rows first = reading.all("a.json");
        assertThat(first.values()).containsExactly("1");
        assertThat(first.error()).contains("the field \"n\" has no value");

        reading.file("a.json", "[{\"n\":1}," + space + "{\"n\":2222}," + space + "{\"n\":3}]");

        Rows second = reading.after("a.json", first.last());
        assertThat(second.error()).isEqualTo("no trouble");
        assertThat(second.values()).containsExactly("2222", "3");
    }

    @Test
    void aLargeDocumentAroundTheArrayIsPassedOver() {
        Reading reading = reading(
                        "a.json",
                        "{\"x\":[" + "{\"y\":\"zzzzzzzzzzzzzzzz\"},".repeat(100_000)
                                + "0],\"r\":[{\"n\":1},{\"n\":2}]}")
                .chunks(1)
                .option("records", "/r");
        Rows rows = reading.all("a.json");

        assertThat(rows.values()).containsExactly("1", "2");
        assertThat(reading.after("a.json", rows.positions().getFirst()).values())
                .containsExactly("2");
    }

    @Test
    void elementsThatAreNoRowsAreSetAsideAndABrokenDocumentEndsTheReading() {
        Reading reading = reading("a.json", "[{\"n\":1},\n5,{\"n\":{\"x\":1},\"n\":{\"y\":[2]}},{\"n\":4},\n{\"n\":")
                .settingAsideBad();

        Rows rows = reading.all("a.json");

        assertThat(rows.values()).containsExactly("1", "4");
        assertThat(rows.rejected().stream().map(row -> row.where() + " " + row.row()))
                .containsExactly("a.json:2 5", "a.json:2 {\"n\":{\"x\":1},\"n\":{\"y\":[2]}}");
        assertThat(rows.error()).startsWith("PERMANENT a.json:3: the document is no JSON");
    }
}
