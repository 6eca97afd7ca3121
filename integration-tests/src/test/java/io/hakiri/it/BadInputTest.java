package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong is said with file and line and the right exit code, nothing is lost, and the next run goes on. */
final class BadInputTest {
    private static final String GOOD = "n,word\n1,one\n2,two\n";

    @TempDir
    private Path folder;

    static Stream<Arguments> brokenLines() {
        return Stream.of(
                Arguments.of("too many fields", "3,three,more\n".getBytes(StandardCharsets.UTF_8), "data.csv:4"),
                Arguments.of("too few fields", "3\n".getBytes(StandardCharsets.UTF_8), "data.csv:4"),
                Arguments.of("an open quote", "3,\"three\n".getBytes(StandardCharsets.UTF_8), "data.csv:4"),
                Arguments.of("invalid UTF-8", new byte[] {'3', ',', (byte) 0xC3, (byte) 0x28, '\n'}, "data.csv:4"),
                Arguments.of("a huge field", huge(), "data.csv:4"));
    }

    private static byte[] huge() {
        return ("3," + "x".repeat(17 * 1024 * 1024) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenLines")
    void aBrokenLineNamesFileAndLineAndTheNextRunGoesOn(String what, byte[] line, String place) throws IOException {
        Projects.csv(folder, "jsonl", "", "");
        Path data = folder.resolve("data.csv");
        Files.write(data, concat(GOOD.getBytes(StandardCharsets.UTF_8), line));
        Program hakiri = Program.in(folder);

        Program.Ended broken = hakiri.run("run", "--output", "json").expect(1);
        assertThat(broken.pipeline("p").path("status").asText()).isEqualTo("failed");
        assertThat(broken.pipeline("p").path("error").path("kind").asText()).isEqualTo("permanent");
        assertThat(broken.pipeline("p").path("error").path("message").asText())
                .as(what)
                .contains(place);
        assertThat(rows()).as("the good rows before it").isEqualTo(2);

        Files.writeString(data, GOOD + "3,three\n4,four\n");
        hakiri.run("run").expect(0);
        assertThat(rows()).isEqualTo(4);
        assertThat(distinct()).isEqualTo(4);
    }

    /** Also where the name of a command stands in the line as something else. */
    @ParameterizedTest
    @CsvSource({"''", "--output json", "--catalog run", "runs p extra nonsense"})
    void aLineThatIsNotUnderstoodIsExplainedByTheWholeProgram(String line) {
        String[] words = line.isEmpty() ? new String[0] : line.split(" ", -1);
        Program.Ended ended = Program.in(folder).run(words).expect(2);
        assertThat(ended.err()).contains("Usage: hakiri").doesNotContain("\tat ");
        if (!line.startsWith("runs")) {
            assertThat(ended.err()).contains("pipeline", "serve", "generate-completion");
        }
        assertThat(Program.in(folder).run("sevre").expect(2).err()).contains("hakiri serve");
    }

    @Test
    void brokenLinesAreSetAsideUnderQuarantineAndTheOthersGoOn() {
        Projects.csv(folder, "parquet", "schema_change = \"quarantine\"", "");
        Projects.write(folder.resolve("data.csv"), GOOD + "3,three,more\n4,four\n");

        Program.Ended run = Program.in(folder).run("run", "--output", "json").expect(0);

        assertThat(run.pipeline("p").path("quarantined").asInt()).isEqualTo(1);
        assertThat(run.pipeline("p").path("written").asInt()).isEqualTo(3);
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            assertThat(lake.number("select count(*) from read_parquet('" + folder + "/lake/**/*.parquet')"))
                    .isEqualTo(3);
            assertThat(quarantined())
                    .singleElement()
                    .asString()
                    .contains("data.csv:4")
                    .contains("3,three,more");
        }
    }

    @Test
    void aWrongTypeIsEvolvedFrozenSetAsideOrSetAsideWithoutTheNewFields() {
        Projects.csv(folder, "parquet", "schema_change = \"quarantine\"", "");
        Projects.write(folder.resolve("data.csv"), GOOD);
        Program hakiri = Program.in(folder);
        hakiri.run("run").expect(0);
        Projects.append(folder.resolve("data.csv"), "three,drei\n4,four\n");

        Program.Ended run = hakiri.run("run", "--output", "json").expect(0);

        assertThat(run.pipeline("p").path("quarantined").asInt()).isEqualTo(1);
        assertThat(run.pipeline("p").path("written").asInt()).isEqualTo(1);
        assertThat(quarantined())
                .singleElement()
                .asString()
                .contains("data.csv:4")
                .contains("not int64")
                .contains("drei");
    }

    @Test
    void aFrozenSchemaStopsUntilSomeoneDecides() {
        Projects.csv(folder, "jsonl", "schema_change = \"freeze\"", "");
        Projects.write(folder.resolve("data.csv"), GOOD);
        Program hakiri = Program.in(folder);
        hakiri.run("run").expect(0);
        Projects.append(folder.resolve("data.csv"), "three,drei\n");

        Program.Ended stopped = hakiri.run("run", "--output", "json").expect(1);
        assertThat(stopped.pipeline("p").path("error").path("kind").asText()).isEqualTo("schema-incompatible");
        assertThat(stopped.pipeline("p").path("error").path("message").asText()).contains("hakiri schema decide");
        assertThat(rows()).isEqualTo(2);

        hakiri.run("schema", "decide", "p", "--version", "2", "--verdict", "accept", "--reason", "numbers in words")
                .expect(0);
        hakiri.run("run").expect(0);
        assertThat(rows()).isEqualTo(3);
        assertThat(hakiri.run("schema", "history", "p").expect(0).out()).contains("numbers in words");
    }

    @Test
    void aMissingFileIsAFailedRunThatSaysWhichFile() {
        Projects.csv(folder, "jsonl", "", "");

        Program.Ended run = Program.in(folder).run("run", "--output", "json").expect(1);

        assertThat(run.pipeline("p").path("error").path("message").asText()).contains("data.csv");
    }

    @Test
    void aReplacedFileIsNoticedNotMisread() {
        Projects.csv(folder, "jsonl", "", "");
        Projects.write(folder.resolve("data.csv"), GOOD);
        Program hakiri = Program.in(folder);
        hakiri.run("run").expect(0);
        Projects.write(folder.resolve("data.csv"), "n,word\n7,seven\n8,eight\n9,nine\n");

        Program.Ended run = hakiri.run("run", "--output", "json").expect(1);

        assertThat(run.pipeline("p").path("error").path("message").asText())
                .contains("data.csv")
                .contains("rewind");
        assertThat(rows()).isEqualTo(2);
        hakiri.run("cursor", "rewind", "p", "--to-start", "--mode", "replace", "--reason", "new file")
                .expect(0);
        hakiri.run("run").expect(0);
        assertThat(rows()).isEqualTo(3);
    }

    @Test
    void aBadManifestNamesFileLineAndKeyAndTheNearestKnownOne() {
        Projects.csv(folder, "jsonl", "shedule = \"every 15m\"", "");

        Program.Ended run = Program.in(folder).run("run").expect(2);

        assertThat(run.err()).contains("hakiri.toml:7").contains("shedule").contains("schedule");
    }

    @Test
    void aLakeThatCannotBeWrittenLosesNothingAndTheNextRunGoesOn() {
        Projects.csv(folder, "parquet", "run = { retries = 0 }", "");
        Projects.write(folder.resolve("data.csv"), GOOD);
        Program hakiri = Program.in(folder);
        Projects.write(folder.resolve("lake"), "a file where the lake's folder has to be");

        hakiri.run("run").expect(1);
        Projects.remove(folder.resolve("lake"));
        hakiri.run("run").expect(0);

        try (Lake lake = new Lake(folder.resolve("lake"))) {
            assertThat(lake.number("select count(distinct n) from " + lake.parquet("s")))
                    .isEqualTo(2);
        }
    }

    @Test
    void aDiskThatTakesNoMoreFailsTheRunAndTheNextOneGoesOn() {
        Projects.csv(folder, "parquet", "run = { retries = 0 }", "");
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder data = new StringBuilder("n,noise\n");
        for (int i = 0; i < 800_000; i++) {
            data.append(i).append(',').append(random.nextDouble()).append('\n');
        }
        Projects.write(folder.resolve("data.csv"), data.toString());

        Program.Ended run =
                Program.onDiskThatTakes(2 * 1024 * 1024 / 512, folder).run("run", "--output", "json");
        run.expect(1);
        assertThat(run.pipeline("p").path("error").path("kind").asText()).isEqualTo("transient");
        assertThat(run.pipeline("p").path("error").path("message").asText()).contains("lake");

        Program.in(folder).run("run").expect(0);
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            assertThat(lake.number("select count(*) from " + lake.parquet("s"))).isEqualTo(800_000);
            assertThat(lake.number("select count(distinct n) from " + lake.parquet("s")))
                    .isEqualTo(800_000);
        }
    }

    @Test
    void anUnknownCatalogIsAUsageErrorAndABrokenOneIsUnavailable() {
        Projects.csv(folder, "jsonl", "", "");
        Projects.write(folder.resolve("data.csv"), GOOD);
        Program hakiri = Program.in(folder);

        assertThat(hakiri.run("run", "--catalog", "nonsense:x").expect(2).err()).contains("sqlite:");
        assertThat(hakiri.run(Map.of("HAKIRI_CATALOG", "nonsense:x"), "run")
                        .expect(2)
                        .err())
                .contains("sqlite:");
        Projects.write(
                folder.resolve(".hakiri/test.db"), "this is no database, and it must not be overwritten ".repeat(100));
        assertThat(hakiri.run("run").expect(4).err()).contains("test.db");
        assertThat(Projects.read(folder.resolve(".hakiri/test.db"))).startsWith("this is no database");
    }

    private long rows() {
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            return lake.number("select count(*) from " + lake.jsonl("s"));
        }
    }

    private long distinct() {
        try (Lake lake = new Lake(folder.resolve("lake"))) {
            return lake.number("select count(distinct n) from " + lake.jsonl("s"));
        }
    }

    private List<String> quarantined() {
        try (Stream<Path> files = Files.walk(folder.resolve("lake/_hakiri/quarantine"))) {
            return files.filter(Files::isRegularFile).map(Projects::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = new byte[one.length + other.length];
        System.arraycopy(one, 0, both, 0, one.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
