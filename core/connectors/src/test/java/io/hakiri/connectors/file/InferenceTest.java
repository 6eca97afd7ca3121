package io.hakiri.connectors.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.connectors.file.Reading.Rows;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferenceTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true false | boolean",
                "True | text",
                "1 0 -5 | int64",
                "9223372036854775807 -9223372036854775808 | int64",
                "9223372036854775808 | decimal(19,0)",
                "-9223372036854775809 1 | decimal(19,0)",
                "99999999999999999999999999999999999999 | decimal(38,0)",
                "999999999999999999999999999999999999999 | text",
                "007 | text",
                "01 2 | text",
                "00 | text",
                "+5 | text",
                "1_000 | text",
                "-0 | text",
                "- | text",
                "1. | text",
                ".5 | text",
                "007.5 | text",
                "1.5 -0.25 3 | float64",
                "0.1 | float64",
                "1e5 2 | float64",
                "123456789012.345 | float64",
                "0.30000000000000004 | float64",
                "0.10000000000000001 | decimal(18,17)",
                "9007199254740993.5 | decimal(17,1)",
                "0.12345678901234567891 | decimal(21,20)",
                "1.5 12345678901234567.25 | decimal(19,2)",
                "1e400 | text",
                "1e999999999999 | text",
                "NaN | text",
                "inf | text",
                "1,5 | text",
                "2024-02-29 | date",
                "2023-02-29 | text",
                "2024-13-01 | text",
                "2024-1-1 | text",
                "20240101 | int64",
                "2024-01-01T10:20:30 | local-timestamp",
                "2024-01-01T10:20 2024-01-01 | local-timestamp",
                "2024-01-01T10:20:30.123456 | local-timestamp",
                "2024-01-01T10:20:30.1234567 | text",
                "2024-01-01T24:00:00 | text",
                "2024-01-01T10:60:00 | text",
                "2024-01-01T10:20:30. | text",
                "2024-01-01T10:20:30Z | timestamp",
                "2024-01-01T10:20:30.5Z 2024-01-01T10:20:30Z | timestamp",
                "2024-01-01T10:20:30+00:00 2024-01-01T10:20:30Z | timestamp",
                "2024-01-01T10:20:30.5+00:00 | timestamp",
                "2024-01-01T10:20:30+01:00 | text",
                "2024-01-01+00:00 | text",
                "+00:00 | text",
                "2024-01-01T10:20:30Z 2024-01-01T10:20:30 | text",
                "2024-01-01Z | text",
                "true 1 | text",
                "1 x | text"
            })
    void theNarrowestTypeThatGivesEveryValueBackIsTaken(String values, String type) {
        Reading reading = new Reading(folder).chunks(4096).option("delimiter", ";");
        String[] list = values.trim().split(" ", -1);
        reading.file("a.csv", "v;w\n" + String.join(";\n", list) + ";\n");

        Rows rows = reading.all("a.csv");

        assertThat(rows.types()).containsExactly("v " + type, "w text");
        if (type.equals("text")) {
            assertThat(rows.values()).hasSameSizeAs(list);
            assertThat(rows.values().getFirst()).isEqualTo(list[0] + "|∅");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 2 | int64",
                "1 2.5 | float64",
                "12345678901234567890.5 | decimal(21,1)",
                "-0 | text",
                "true false | boolean",
                "\"2024-01-01\" | text",
                "\"5\" | text",
                "\"5\" 5 | text",
                "[1,2] {} | json",
                "{} \"x\" | text",
                "null | text"
            })
    void jsonGoesByTheSameRulesAndItsStringsAreTexts(String values, String type) {
        Reading reading = new Reading(folder).chunks(4096);
        StringBuilder lines = new StringBuilder();
        for (String value : values.trim().split(" ", -1)) {
            lines.append("{\"v\":").append(value).append("}\n");
        }
        reading.file("a.ndjson", lines.toString());

        assertThat(reading.all("a.ndjson").types()).containsExactly("v " + type);
    }
}
