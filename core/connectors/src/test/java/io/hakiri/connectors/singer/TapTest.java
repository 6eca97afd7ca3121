package io.hakiri.connectors.singer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hakiri.catalog.Position;
import io.hakiri.connector.Setting;
import io.hakiri.connector.Source;
import io.hakiri.connectors.SourceReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tap that counts, and one that does all that a program can do wrong: no row is lost, and nothing is left of it. */
final class TapTest {
    private static final SingerSource SINGER = new SingerSource();
    /** A batch for each few rows. */
    private static final SingerSource TINY = new SingerSource(16);

    @TempDir
    private Path folder;

    private SourceReading reading(String... words) {
        return new SourceReading(folder)
                .stream("numbers")
                        .option("command", HostileTap.command(words))
                        .option("discover", false)
                        .settings("config", new Setting("key", "hunter2", true), new Setting("start", "2026", false));
    }

    private static List<String> ids(List<String> rows) {
        return rows.stream().map(row -> row.substring(0, row.indexOf('|'))).toList();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
    }

    /** Nothing is left of a tap: no folder, no process. */
    @AfterEach
    void nothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            String own = "-" + ProcessHandle.current().pid() + "-";
            assertThat(left.map(path -> path.getFileName().toString())
                            .filter(name -> name.startsWith("hakiri-tap-") && name.contains(own)))
                    .isEmpty();
        }
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void rowsComeInTheDeclaredTypesAndTheStateIsTheirPosition() {
        SourceReading.Rows first = reading("rows=10", "state=4").all(SINGER);
        assertThat(first.error()).isEqualTo("no trouble");
        assertThat(ids(first.values())).isEqualTo(numbers(1, 10));
        assertThat(first.types(0)).containsExactly("id int64", "text text");
        assertThat(first.last().get("0"))
                .isEqualTo(new Position.OpaqueToken("{\"state\":{\"last\":10,\"exact\":1.10}}"));
        SourceReading.Rows second = reading("rows=13", "state=4").after(SINGER, first.last());
        assertThat(ids(second.values())).isEqualTo(numbers(11, 13));
        assertThat(reading("rows=13", "state=4").after(SINGER, second.last()).values())
                .isEmpty();
    }

    @Test
    void aRunThatEndsAfterAnyBatchLosesNothingAndDoublesNothing() {
        for (int every : new int[] {1, 3, 50}) {
            List<String> safe = new ArrayList<>();
            Map<String, Position> at = Map.of();
            for (int batches = 1; batches < 40; batches += 7) {
                SourceReading.Rows rows = reading("rows=40", "state=" + every).after(TINY, at, batches);
                safe.addAll(rows.safe());
                at = rows.last();
            }
            SourceReading.Rows rest = reading("rows=40", "state=" + every).after(TINY, at);
            assertThat(rest.safe()).as("at its end all rows have a position").isEqualTo(rest.values());
            safe.addAll(rest.safe());
            assertThat(ids(safe)).isEqualTo(numbers(1, 40));
        }
    }

    @Test
    void aTapThatDiesLosesOnlyWhatIsBehindItsLastState() {
        for (SingerSource source : List.of(SINGER, TINY)) {
            SourceReading.Rows rows = reading("rows=20", "state=5", "die=13").all(source);
            assertThat(rows.error()).startsWith("TRANSIENT").contains("ended with exit code 9");
            assertThat(ids(rows.safe())).isEqualTo(numbers(1, 10));
            assertThat(ids(reading("rows=20", "state=5")
                            .after(source, rows.last())
                            .safe()))
                    .isEqualTo(numbers(11, 20));
        }
    }

    @Test
    void aTapThatPrintsGarbageIsEndedAndNamed() {
        SourceReading.Rows rows = reading("rows=20", "state=5", "garbage=13", "line=hello hunter2")
                .all(SINGER);
        assertThat(rows.error())
                .startsWith("PERMANENT")
                .contains("line 29: is no JSON; expected one Singer message in each line")
                .endsWith("It begins with: hello ***");
        assertThat(ids(rows.values())).isEqualTo(numbers(1, 10));
        assertThat(reading("rows=9", "state=5", "garbage=7", "line={}")
                        .all(SINGER)
                        .error())
                .contains("is a message without type");
        assertThat(reading("rows=9", "garbage=7", "line=[1]").all(SINGER).error())
                .contains("is no Singer message");
        assertThat(reading("rows=9", "garbage=7", "line={\"type\":\"BATCH\",\"stream\":\"numbers\"}")
                        .all(SINGER)
                        .error())
                .contains("BATCH message");
        assertThat(reading("rows=9", "garbage=7", "line={\"type\":\"ACTIVATE_VERSION\",\"stream\":\"numbers\"}")
                        .all(SINGER)
                        .values())
                .hasSize(9);
    }

    @Test
    void aTapThatHangsIsEndedAlsoWhereItDoesNotHear() {
        SourceReading.Rows rows = reading("rows=20", "state=5", "hang=13", "deaf")
                .option("idle_timeout", 2L)
                .all(SINGER);
        assertThat(rows.error()).startsWith("TRANSIENT").contains("said nothing for 2 s, and was ended");
        assertThat(ids(rows.values())).isEqualTo(numbers(1, 10));
    }

    @Test
    void whatATapStartedEndsWithIt() {
        SourceReading.Rows rows = reading("rows=3", "state=1", "child").all(SINGER);
        assertThat(rows.error()).isEqualTo("no trouble"); // although the child holds its output open
        assertThat(ids(rows.values())).isEqualTo(numbers(1, 3));
    }

    @Test
    void aLineHasALongestLength() {
        SourceReading.Rows rows = reading("rows=9", "state=2", "long=6").all(SINGER);
        assertThat(rows.error()).startsWith("PERMANENT").contains("longer than 16 MiB");
        assertThat(ids(rows.values())).isEqualTo(numbers(1, 4));
    }

    @Test
    void anErrorSaysTheLastWordsWithoutSecrets() {
        SourceReading.Rows rows = reading("rows=3", "state=1", "exit=2").all(SINGER);
        assertThat(rows.error())
                .startsWith("TRANSIENT")
                .contains(
                        "ended with exit code 2; the last that it said: no more: {\"key\":\"***\",\"start\":\"2026\"}")
                .doesNotContain("hunter2");
        assertThat(ids(rows.values())).isEqualTo(numbers(1, 3));
    }

    @Test
    void aTapWithoutStatesReadsAllOfItEachTime() {
        SourceReading.Rows rows = reading("rows=30").all(TINY);
        assertThat(ids(rows.safe())).isEqualTo(numbers(1, 30));
        assertThat(rows.last().get("0")).isEqualTo(new Position.OpaqueToken("{}"));
        assertThat(ids(reading("rows=30").after(SINGER, rows.last()).safe())).isEqualTo(numbers(1, 30));
    }

    @Test
    void aSchemaThatGrowsMakesANewShape() {
        SourceReading.Rows rows = reading("rows=6", "state=2", "widen=4").all(SINGER);
        assertThat(rows.types(0)).containsExactly("id int64", "text text");
        assertThat(rows.types(1)).containsExactly("id int64", "text text", "more timestamp");
        assertThat(rows.values()).contains("4|tttt|∅");
    }

    @Test
    void configurationIsForTheTapAloneAndSaysWhatWasSet() throws IOException {
        Files.writeString(folder.resolve("tap.json"), "{\"depth\":{\"a\":1},\"start\":\"never\"}");
        SourceReading.Rows rows = reading("tell")
                .option("config_file", "tap.json")
                .settings(
                        "config",
                        new Setting("key", "hunter2", true),
                        new Setting("start", "2026=1", false),
                        new Setting("size:", "{\"n\":[100]}", false))
                .option("discover", true)
                .option("also_select", List.of("parent"))
                .settings("metadata", new Setting("replication-method", "FULL_TABLE", false))
                .all(SINGER);
        assertThat(rows.error()).isEqualTo("no trouble");
        String[] told = rows.values().getFirst().split("\\|", -1);
        assertThat(told[0])
                .isEqualTo("{\"depth\":{\"a\":1},\"start\":\"2026=1\",\"key\":\"hunter2\",\"size\":{\"n\":[100]}}");
        assertThat(told[1])
                .contains("\"stream\":\"numbers\",\"tap_stream_id\":\"id-1\",\"schema\":{\"selected\":true}")
                .contains(
                        "{\"breadcrumb\":[\"properties\",\"id\"],\"metadata\":{\"inclusion\":\"available\",\"selected\":true}}")
                .contains("{\"selected\":true,\"replication-method\":\"FULL_TABLE\"}")
                .contains("\"replication_method\":\"FULL_TABLE\"")
                .contains("\"tap_stream_id\":\"parent\",\"schema\":{\"selected\":true}")
                .contains(
                        "{\"stream\":\"other\",\"metadata\":[{\"breadcrumb\":[],\"metadata\":{\"selected\":false}}]}");
        assertThat(told[2]).isEqualTo("rw------- rwx------");
        assertThat(told[3]).isEqualTo(folder.toRealPath().toString());
        assertThat(Path.of(told[4])).doesNotExist();
        assertThat(told[5]).isEqualTo("null");
    }

    @Test
    void streamsAndProgramsThatAreNotThereAreNamed() {
        assertThat(reading("rows=1").option("discover", true).stream("nobody")
                        .all(SINGER)
                        .error())
                .isEqualTo("PERMANENT the tap has no stream \"nobody\"; it has [numbers, parent, other]");
        assertThat(reading("rows=1").stream("nobody").all(SINGER).error())
                .contains("said nothing of stream \"nobody\"; it has [numbers, other]");
        assertThat(reading("catalog=hello").option("discover", true).all(SINGER).error())
                .contains("did not write a catalog in JSON")
                .contains("discover = false");
        assertThat(reading()
                        .option("command", List.of("tap-that-is-not-there"))
                        .all(SINGER)
                        .error())
                .startsWith("PERMANENT command: tap-that-is-not-there: cannot be started");
        assertThatThrownBy(() -> reading().option("idle_timeout", 0L).open(SINGER))
                .hasMessageContaining("idle_timeout = 0");
        assertThat(reading("rows=1")
                        .settings("config", new Setting("a:", "hunter2", true))
                        .all(SINGER)
                        .error())
                .contains("a:= expected JSON")
                .doesNotContain("hunter2");
    }

    @Test
    void aStateIsShownAndNobodyElseCanMakeOne() {
        try (Source source = reading().open(SINGER)) {
            Position position = new Position.OpaqueToken("{\"state\":{\"last\":7}}");
            assertThat(source.shown(position)).isEqualTo("{\"last\":7}");
            assertThatThrownBy(() -> source.positionAfter(reading().request(Map.of()), "7"))
                    .hasMessageContaining("only the tap understands");
        }
    }

    @Test
    void aLongStateIsCompressedAndATooLongOneRefused() {
        String state = "{\"bookmarks\":\"" + "x".repeat(40_000) + "\"}";
        Position position = TapState.position(state);
        assertThat(position.value()).hasSizeLessThan(1_000);
        assertThat(TapState.of(position)).contains(state);
        assertThat(TapState.of(TapState.position("{\"a\":1.10}"))).contains("{\"a\":1.10}");
        assertThatThrownBy(() -> TapState.position("\"" + "x".repeat(2_000_000) + "\""))
                .hasMessageContaining("more than a position has room for");
    }
}
