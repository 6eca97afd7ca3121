package io.hakiri.connectors.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Position;
import io.hakiri.connectors.file.Reading.Rows;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a cursor field: only rows beyond the greatest one seen. */
class CursorTest {
    @TempDir
    Path folder;

    @Test
    void onlyRowsBeyondTheGreatestSeenAreRead() {
        Reading reading = new Reading(folder).cursor("day").file("a.csv", "day,n\n2024-01-03,3\n2024-01-01,1\n");
        Rows first = reading.all("a.csv");
        assertThat(first.values()).containsExactly("2024-01-03|3", "2024-01-01|1");
        assertThat(first.types()).containsExactly("day date not null", "n int64");
        assertThat(reading.after("a.csv", first.last()).values()).isEmpty();
        assertThat(reading.after("a.csv", first.last()).last()).isEqualTo(first.last());

        reading.file("a.csv", "day,n\n2024-01-04,4\n2024-01-02,2\n2024-01-03,9\n2024-01-05,5\n");

        assertThat(reading.after("a.csv", first.last()).values()).containsExactly("2024-01-04|4", "2024-01-05|5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"int", "float", "text", "date", "timestamp", "decimal"})
    void unsortedRowsOfManyFilesAreReadExactlyOnceWhereverAReadingStops(String kind) {
        Random random = new Random(kind.hashCode());
        List<String> all = new ArrayList<>();
        Reading reading = new Reading(folder).cursor("c", "id").chunks(200);
        for (int file = 0; file < 4; file++) {
            StringBuilder text = new StringBuilder("c,id\n");
            for (int row = 0; row < 40; row++) {
                String line = value(kind, random) + "," + (file * 100 + row);
                text.append(line).append('\n');
                all.add(line);
            }
            reading.file("f" + file + ".csv", text.toString());
        }

        for (int stopAfter = 1; stopAfter < 8; stopAfter++) {
            Map<String, Position> at = Map.of();
            List<String> ids = new ArrayList<>();
            for (int run = 0; run < 60; run++) {
                Rows rows = reading.after("f*.csv", at, stopAfter);
                assertThat(rows.error()).isEqualTo("no trouble");
                rows.values().forEach(row -> ids.add(row.substring(row.indexOf('|') + 1)));
                at = rows.last();
            }
            assertThat(ids).as("stopping after %s", stopAfter).hasSize(all.size());
            assertThat(new HashSet<>(ids)).hasSize(all.size());
        }
    }

    private static String value(String kind, Random random) {
        return switch (kind) {
            case "int" -> Integer.toString(random.nextInt(20) - 10);
            case "float" -> Double.toString((random.nextInt(40) - 20) / 4.0 + 0.125);
            case "text" -> "é" + "x".repeat(random.nextInt(3)) + random.nextInt(5) + "z";
            case "date" -> "19" + (60 + random.nextInt(20)) + "-01-1" + random.nextInt(10);
            case "timestamp" -> "1969-12-31T23:59:59." + random.nextInt(10) + "Z";
            case "decimal" -> (random.nextInt(40) - 20) + "0000000000000000000.1" + random.nextInt(10);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"int", "float", "text", "date", "timestamp", "decimal"})
    void aScanOfGreaterValuesFindsThemAll(String kind) {
        List<String> values = switch (kind) {
            case "int" -> List.of("-20", "-3", "0", "7", "9223372036854775807");
            case "float" -> List.of("-20.5", "-3.25", "0.0", "7.5", "1e300");
            case "text" -> List.of("a", "a b", "ab", "b", "é");
            case "date" -> List.of("1960-01-01", "1970-01-01", "1970-01-02", "2024-02-29", "9999-12-31");
            case "timestamp" ->
                List.of(
                        "1960-01-01T00:00:00Z",
                        "1970-01-01T00:00:00Z",
                        "1970-01-01T00:00:00.000001Z",
                        "2024-02-29T00:00:00Z",
                        "2030-01-01T00:00Z");
            case "decimal" ->
                List.of("-20000000000000000000.5", "-3.25", "0", "0.000000000000000001", "70000000000000000000");
            default -> throw new IllegalArgumentException(kind);
        };
        Reading reading = new Reading(folder).cursor("c");
        if (kind.equals("decimal")) {
            reading.known("c decimal(38,18)");
        } else if (kind.equals("float")) {
            reading.known("c float64");
        }
        Map<String, Position> at = Map.of();
        String text = "c,n\n";
        for (int i = 0; i < values.size(); i++) {
            text += values.get(i) + "," + i + "\n";
            Rows rows = reading.file("a.csv", text).after("a.csv", at);
            assertThat(rows.error()).isEqualTo("no trouble");
            assertThat(rows.values()).singleElement().asString().endsWith("|" + i);
            at = rows.last();
        }
    }

    @Test
    void equalValuesAreToldApartByTheTieBreakers() {
        Reading reading = new Reading(folder).cursor("day", "id").file("a.csv", "day,id\n2024-01-01,1\n2024-01-01,2\n");
        Rows first = reading.all("a.csv");

        reading.append("a.csv", "2024-01-01,3\n");

        assertThat(reading.after("a.csv", first.last()).values()).containsExactly("2024-01-01|3");
    }

    @Test
    void aValueOfAnotherTypeIsAnErrorThatSaysRewind() {
        Reading reading = new Reading(folder).cursor("n").file("a.csv", "n\n1\n2\n");
        Rows first = reading.all("a.csv");

        reading.append("a.csv", "three\n");

        assertThat(reading.after("a.csv", first.last()).error())
                .startsWith("PERMANENT a.csv:")
                .contains("is text, but it was int64")
                .contains("cursor rewind");
    }

    @Test
    void decimalsOfDifferentScalesAreComparedAsNumbers() {
        Reading reading = new Reading(folder).cursor("n").file("a.csv", "n\n20000000000000000000.5\n");
        Rows first = reading.all("a.csv");

        reading.append("a.csv", "20000000000000000000.49\n20000000000000000000.501\n100000000000000000000\n");
        Rows second = reading.after("a.csv", first.last());

        assertThat(second.error()).isEqualTo("no trouble");
        assertThat(second.values().stream()
                        .map(BigDecimal::new)
                        .map(n -> n.stripTrailingZeros().toPlainString()))
                .containsExactly("20000000000000000000.501", "100000000000000000000");
    }

    @Test
    void aRowWithoutAValueIsAnErrorBehindTheRowsBeforeIt() {
        Reading reading = new Reading(folder).chunks(1024).cursor("n").file("a.csv", "n,m\n1,a\n,b\n3,c\n");

        Rows rows = reading.all("a.csv");

        assertThat(rows.values()).containsExactly("1|a");
        assertThat(rows.error()).startsWith("PERMANENT a.csv:3: the field \"n\" has no value");

        Rows mended = reading.file("a.csv", "n,m\n1,a\n2,b\n3,c\n").after("a.csv", rows.last());
        assertThat(mended.values()).containsExactly("2|b", "3|c");
    }

    @Test
    void aBadRecordIsSetAsideOnceAndNotInEveryScan() {
        Reading reading = new Reading(folder).settingAsideBad().cursor("n").file("a.csv", "n,m\n1,a\n,b\n2\n3,c\n");
        Rows first = reading.all("a.csv");
        assertThat(first.values()).containsExactly("1|a", "3|c");
        assertThat(first.rejected()).hasSize(2);

        Rows second = reading.after("a.csv", first.last());
        assertThat(second.rejected()).isEmpty();
        assertThat(second.last()).isEqualTo(first.last());

        Rows third = reading.append("a.csv", "4\n").after("a.csv", first.last());
        assertThat(third.values()).isEmpty();
        assertThat(third.rejected())
                .singleElement()
                .satisfies(row -> assertThat(row.where()).isEqualTo("a.csv:6"));
        assertThat(reading.after("a.csv", third.last()).rejected()).isEmpty();
    }

    @Test
    void aFileThatChangesWhileItIsReadInPartIsAnError() {
        Reading reading = new Reading(folder).chunks(16).cursor("n").file("a.csv", "n\n1\n2\n3\n4\n5\n6\n7\n8\n9\n");
        Rows half = reading.after("a.csv", Map.of(), 1);
        assertThat(half.values()).isNotEmpty().hasSizeLessThan(9);

        reading.file("a.csv", "n\n9\n8\n7\n6\n5\n4\n3\n2\n1\n");

        assertThat(reading.after("a.csv", half.last()).error()).contains("changed before the rows behind byte");
    }

    @Test
    void tooLongATieBreakerIsRefused() {
        Reading reading = new Reading(folder).cursor("n", "t").file("a.csv", "n,t\n1," + "x".repeat(1000) + "\n");

        assertThat(reading.all("a.csv").error())
                .startsWith("PERMANENT a.csv:2:")
                .contains("more than 900 bytes");
    }

    @Test
    void aCursorFieldThatIsNotThereIsAnErrorThatNamesTheFields() {
        Reading reading = new Reading(folder).cursor("when").file("a.csv", "n,t\n1,x\n");

        assertThat(reading.all("a.csv").error()).contains("no field \"when\"").contains("[n, t]");
    }
}
