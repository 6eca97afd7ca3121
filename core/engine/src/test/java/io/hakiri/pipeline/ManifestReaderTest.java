package io.hakiri.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.ProjectId;
import io.hakiri.schema.SchemaPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestReaderTest {
    private static final String ENDS = """
            source = { connector = "file", path = "a.csv" }
            destination = { connector = "parquet", path = "lake" }
            """;

    private ProjectFolder project;

    @BeforeEach
    void folder(@TempDir Path folder) {
        project = new ProjectFolder(folder);
    }

    @Nested
    class Good {
        @Test
        void theExampleOfTheReadme() {
            Manifest manifest =
                    project.with("hakiri.toml", ProjectFolder.EXAMPLE).valid();
            assertThat(manifest.project()).isEqualTo(new ProjectId("demo"));
            assertThat(manifest.folder()).isEqualTo(project.folder());
            assertThat(manifest.pipelines())
                    .containsExactly(new Pipeline(
                            new PipelineId("weather"),
                            new ConnectorSpec("file", Map.of("path", "data/seattle-weather.csv")),
                            new ConnectorSpec("parquet", Map.of("path", "lake")),
                            new Schedule.Every(Duration.ofMinutes(15)),
                            SchemaPolicy.EVOLVE,
                            List.of(new StreamSpec(
                                    "weather",
                                    new CursorSpec("date", CursorSpec.Kind.MONOTONIC, false),
                                    List.of("date"))),
                            RunSettings.DEFAULTS));
        }

        @Test
        void theShortestPipelineHasOneStreamOfItsName() {
            Pipeline pipeline = only("[[pipeline]]\nid = \"a\"\n" + ENDS);
            assertThat(pipeline.streams()).containsExactly(StreamSpec.named("a"));
            assertThat(pipeline.schedule()).isEqualTo(new Schedule.OnDemand());
            assertThat(pipeline.schemaChange()).isEqualTo(SchemaPolicy.EVOLVE);
        }

        @Test
        void optionsOfEveryKind() {
            Pipeline pipeline = only("""
                    [[pipeline]]
                    id = "a"
                    source = { connector = "file", path = "a", format = "csv", header = false, skip_lines = 2, null_values = ["", "NA"] }
                    destination = { connector = "parquet", path = "lake" }
                    run = { commit_rows = 10, commit_bytes = "1 MB", commit_after = "90s", lease_ttl = "1h", retries = 0, retry_delay = "0s" }
                    """);
            assertThat(pipeline.source().options())
                    .isEqualTo(Map.of(
                            "path",
                            "a",
                            "format",
                            "csv",
                            "header",
                            false,
                            "skip_lines",
                            2L,
                            "null_values",
                            List.of("", "NA")));
            assertThat(pipeline.run())
                    .isEqualTo(new RunSettings(
                            10, 1_000_000, Duration.ofSeconds(90), Duration.ofHours(1), 0, Duration.ZERO));
        }

        @Test
        void aScheduleAsATable() {
            assertThat(only("[[pipeline]]\nid = \"a\"\nschedule = { cron = \"0 6  * * *\", zone = \"Europe/Berlin\" }\n"
                                    + ENDS)
                            .schedule())
                    .isEqualTo(new Schedule.Cron("0 6 * * *", ZoneId.of("Europe/Berlin")));
        }

        @Test
        void aCursorThatNeedsNoTieBreaker() {
            assertThat(only("[[pipeline]]\nid = \"a\"\n" + ENDS
                                    + "[[pipeline.stream]]\nname = \"s\"\ncursor = { field = \"n\", strictly_increasing = true }\n")
                            .streams()
                            .getFirst()
                            .cursorField()
                            .orElseThrow()
                            .tieBreakers())
                    .isEmpty();
        }

        @Test
        void filesOfEveryFormComeTogetherById() {
            project.with("hakiri.toml", ProjectFolder.EXAMPLE)
                    .with("pipelines/one.toml", "id = \"one\"\n" + ENDS)
                    .with(
                            "pipelines/two.toml",
                            "[[pipeline]]\nid = \"b\"\n" + ENDS + "[[pipeline]]\nid = \"a\"\n" + ENDS)
                    .with(
                            "pipelines/three.json",
                            "\uFEFF{\"$schema\": \"x\", \"id\": \"three\", \"source\": {\"connector\": \"file\", \"path\": \"p\"},"
                                    + " \"destination\": {\"connector\": \"parquet\", \"path\": \"q\"}}")
                    .with("pipelines/.swap.toml", "garbage")
                    .with("pipelines/notes.txt", "garbage");
            assertThat(project.valid().pipelines())
                    .extracting(pipeline -> pipeline.id().value())
                    .containsExactly("a", "b", "one", "three", "weather");
        }

        @Test
        void tomlAndJsonMeanTheSame() {
            Pipeline toml = project.with("hakiri.toml", ProjectFolder.EXAMPLE)
                    .valid()
                    .pipelines()
                    .getFirst();
            project.with("hakiri.toml", "[project]\nname = \"demo\"\n")
                    .with("pipelines/w.json", toml.toCanonicalJson());
            assertThat(project.valid().pipelines()).containsExactly(toml);
        }

        @Test
        void theTemplateIsAManifest() {
            String template = ManifestTemplate.of(new ProjectId("demo"));
            assertThat(project.with("hakiri.toml", template).valid().pipelines())
                    .isEmpty();
            String uncommented = template.replaceAll("(?m)^#( +\\[\\[| +[a-z_]+ = )", "$1");
            assertThat(project.with("hakiri.toml", uncommented).valid().pipelines())
                    .hasSize(1);
        }
    }

    static Stream<Arguments> badPipelines() {
        String ok = "id = \"a\"\n" + ENDS;
        return Stream.of(
                bad(
                        "unknown key",
                        ok + "scheduel = \"every 1m\"\n",
                        "4:1: scheduel: unknown key; did you mean schedule?;"
                                + " expected one of id, source, destination, schedule, schema_change, stream, run, $schema"),
                bad(
                        "unknown key that is like none",
                        ok + "[run]\nxyz = 1\n",
                        "5:1: run.xyz: unknown key; expected one of"
                                + " commit_rows, commit_bytes, commit_after, lease_ttl, retries, retry_delay"),
                bad(
                        "missing keys",
                        "[run]\n",
                        "1:1: destination: expected a table such as { connector = \"parquet\", … }, found nothing; the key is required",
                        "1:1: id: expected a name of lower-case letters, digits, dots, dashes and underscores, found nothing; the key is required",
                        "1:1: source: expected a table such as { connector = \"file\", … }, found nothing; the key is required"),
                bad(
                        "id",
                        "id = \"Weather\"\n" + ENDS,
                        "1:1: id: expected [a-z0-9][a-z0-9._-]{0,127}, found \"Weather\""),
                bad(
                        "id of another type",
                        "id = 7\n" + ENDS,
                        "1:1: id: expected a name of lower-case letters, digits, dots, dashes and underscores, found 7"),
                bad(
                        "schedule",
                        ok + "schedule = \"sometimes\"\n",
                        "4:1: schedule: expected " + Schedule.EXPECTED + ", found \"sometimes\""),
                bad(
                        "schedule's day",
                        ok + "schedule = \"0 0 31 2 *\"\n",
                        "4:1: schedule: expected a day that exists, found \"0 0 31 2 *\""),
                bad(
                        "zone",
                        ok + "schedule = { cron = \"0 6 * * *\", zone = \"Europe/Berln\" }\n",
                        "4:34: schedule.zone: expected a time zone such as Europe/Berlin or UTC,"
                                + " found \"Europe/Berln\"; did you mean Europe/Berlin?"),
                bad(
                        "word",
                        ok + "schema_change = \"evolv\"\n",
                        "4:1: schema_change: expected one of evolve, freeze, quarantine, ignore, found \"evolv\"; did you mean evolve?"),
                bad(
                        "date where a text is expected",
                        ok + "schedule = 2026-01-01\n",
                        "4:1: schedule: expected " + Schedule.EXPECTED + ", found the value 2026-01-01"),
                bad(
                        "unknown connector",
                        "id = \"a\"\nsource = { connector = \"fiel\", path = \"x\" }\ndestination = { connector = \"parquet\", path = \"x\" }\n",
                        "2:12: source.connector: expected one of file, sql, found \"fiel\"; did you mean file?"),
                bad(
                        "no connector",
                        "id = \"a\"\nsource = { path = \"x\" }\ndestination = { connector = \"parquet\", path = \"x\" }\n",
                        "2:1: source.connector: expected one of file, sql, found nothing; the key is required"),
                bad(
                        "options",
                        "id = \"a\"\nsource = { connector = \"file\", pathh = \"x\", header = \"yes\", skip_lines = 1.5, format = \"xml\", null_values = [1] }\ndestination = { connector = \"parquet\", path = \"x\" }\n",
                        "2:1: source.path: expected a text, found nothing; the key is required",
                        "2:32: source.pathh: unknown key; did you mean path?; expected one of connector, path, format, header, skip_lines, null_values",
                        "2:45: source.header: expected true or false, found \"yes\"",
                        "2:61: source.skip_lines: expected a whole number, found the value 1.5",
                        "2:79: source.format: expected one of auto, csv, ndjson, found \"xml\"",
                        "2:110: source.null_values[0]: expected a text, found 1"),
                bad(
                        "literal secret",
                        "id = \"a\"\nsource = { connector = \"sql\", url = \"x\", password = \"hunter2\" }\ndestination = { connector = \"parquet\", path = \"x\" }\n",
                        "2:42: source.password: expected a reference \"secret:NAME\" to a secret kept elsewhere, never the secret itself,"
                                + " found something else (not shown here)"),
                bad(
                        "setting without a name",
                        "id = \"a\"\nsource = { connector = \"sql\", url = \"x\", password = \"secret:P\", session = [\"hunter2\"] }\ndestination = { connector = \"parquet\", path = \"x\" }\n",
                        "2:76: source.session[0]: expected a text NAME=VALUE, whose value may be a reference secret:NAME, found"
                                + " something else (not shown here)"),
                bad(
                        "secret where none is resolved",
                        "id = \"a\"\nsource = { connector = \"file\", path = \"secret:PATH\" }\ndestination = { connector = \"parquet\", path = \"x\" }\n",
                        "2:32: source.path: expected a text (this option takes no secret), found \"secret:PATH\""),
                bad(
                        "no tie-breaker",
                        ok + "[[stream]]\nname = \"s\"\ncursor = { field = \"date\" }\n",
                        "6:1: stream[0].cursor: expected a tie-breaker for rows that have the same date: primary_key = [\"…\"] in"
                                + " the stream, or strictly_increasing = true in the cursor if no two rows ever have the same, found neither"),
                bad(
                        "no tie-breaker beside a wrong name",
                        ok + "[[stream]]\nname = \"\"\ncursor = { field = \"date\" }\n",
                        "5:1: stream[0].name: expected 1 to 256 bytes of UTF-8 without control characters, found \"\"",
                        "6:1: stream[0].cursor: expected a tie-breaker for rows that have the same date: primary_key = [\"…\"] in"
                                + " the stream, or strictly_increasing = true in the cursor if no two rows ever have the same, found neither"),
                bad(
                        "cursor's kind",
                        ok
                                + "[[stream]]\nname = \"s\"\ncursor = { field = \"d\", kind = \"snapshot\" }\nprimary_key = [\"d\"]\n",
                        "6:25: stream[0].cursor.kind: expected monotonic, found \"snapshot\""),
                bad(
                        "cursor as a text",
                        ok + "[[stream]]\nname = \"s\"\ncursor = \"d\"\n",
                        "6:1: stream[0].cursor: expected a table such as { field = \"date\", kind = \"monotonic\" }, found \"d\""),
                bad(
                        "key as a text",
                        ok + "[[stream]]\nname = \"s\"\nprimary_key = \"d\"\n",
                        "6:1: stream[0].primary_key: expected a list of field names such as [\"date\"], found \"d\""),
                bad(
                        "key twice",
                        ok + "[[stream]]\nname = \"s\"\nprimary_key = [\"d\", \"d\"]\n",
                        "6:1: stream[0].primary_key: expected each field once, found d, d"),
                bad(
                        "stream as a table",
                        ok + "[stream]\nname = \"s\"\n",
                        "4:1: stream: expected a list of streams (in TOML: [[pipeline.stream]]), found a table"),
                bad(
                        "stream twice",
                        ok + "[[stream]]\nname = \"s\"\n[[stream]]\nname = \"s\"\n",
                        "7:1: stream[1].name: expected each stream once, found \"s\" again; first at pipelines/p.toml:5"),
                bad(
                        "run settings",
                        ok
                                + "run = { commit_rows = 0, commit_bytes = \"1B\", lease_ttl = \"2 days\", retries = 1000, commit_after = \"25h\" }\n",
                        "4:9: run.commit_rows: expected a whole number from 1 to 100000000, found 0",
                        "4:26: run.commit_bytes: expected a size from 64KiB to 64GiB such as \"64MiB\", or a number of bytes, found \"1B\"",
                        "4:47: run.lease_ttl: expected a time from 1s to 1d such as \"90s\" or \"15m\", found \"2 days\"",
                        "4:69: run.retries: expected a whole number from 0 to 100, found 1000",
                        "4:85: run.commit_after: expected a time from 1s to 1d such as \"90s\" or \"15m\", found \"25h\""),
                bad(
                        "syntax",
                        "[a\nb",
                        "1:3: expected TOML: Unexpected end of line, expected ]",
                        "2:2: expected TOML: Unexpected end of input, expected . or ="),
                bad(
                        "key twice in TOML",
                        ok + "id = \"b\"\n",
                        "4:1: expected TOML: id previously defined at line 1, column 1"),
                bad(
                        "control characters",
                        "id = \"a\"\n\"\\u001b[31m\" = \"\\u001b\"\n" + ENDS,
                        "2:1: \"\\u001b[31m\": unknown key; expected one of id, source, destination, schedule, schema_change, stream, run, $schema"));
    }

    private static Arguments bad(String what, String text, String... problems) {
        return Arguments.of(
                what,
                text,
                Stream.of(problems)
                        .map(problem -> "pipelines/p.toml:" + problem)
                        .toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badPipelines")
    void saysEverythingThatIsWrong(String what, String text, List<String> problems) {
        project.with("hakiri.toml", "[project]\nname = \"demo\"\n").with("pipelines/p.toml", text);
        assertThat(project.problems()).as(what).containsExactlyElementsOf(problems);
    }

    @Nested
    class BadFiles {
        @Test
        void noManifestAtAll() {
            assertThat(project.problems())
                    .containsExactly("hakiri.toml: expected this file in the project folder " + project.folder()
                            + ", found none; make one with: hakiri init");
        }

        @Test
        void anIdOfTwoPipelinesNamesBothPlaces() {
            project.with("hakiri.toml", ProjectFolder.EXAMPLE)
                    .with("pipelines/a.json", "{\n  \"id\": \"weather\"\n}")
                    .with("pipelines/b.toml", "\nid = \"weather\"\n" + ENDS);
            assertThat(project.problems())
                    .contains(
                            "pipelines/a.json:2:3: id: expected an id that no other pipeline has, found \"weather\" at hakiri.toml:5"
                                    + " and again at pipelines/a.json:2",
                            "pipelines/b.toml:2:1: id: expected an id that no other pipeline has, found \"weather\" at hakiri.toml:5"
                                    + " and again at pipelines/b.toml:2");
        }

        @Test
        void jsonHasPlacesToo() {
            assertThat(
                            json(
                                    "{\n  \"id\": \"a\",\n  \"source\": {\"connector\": \"file\", \"path\": null},\n  \"destination\": 3\n}"))
                    .containsExactly(
                            "pipelines/p.json:3:35: source.path: expected a text, found null",
                            "pipelines/p.json:4:3: destination: expected a table such as { connector = \"parquet\", … }, found 3");
            assertThat(json("{\n \"id\": \"a\",\n \"id\": \"b\"}"))
                    .containsExactly(
                            "pipelines/p.json:3:2: id: expected each key once, found it again; first at pipelines/p.json:2");
            assertThat(json("[]")).containsExactly("pipelines/p.json:1:1: expected a JSON object { … }");
            assertThat(json("")).containsExactly("pipelines/p.json:1:1: expected a JSON object { … }");
            assertThat(json("{\n \"id\" \"a\"}"))
                    .singleElement()
                    .asString()
                    .startsWith(
                            "pipelines/p.json:2:7: expected JSON: Unexpected character ('\"' (code 34)): was expecting a colon");
            assertThat(json("{} {}"))
                    .containsExactly("pipelines/p.json:1:4: expected the end of the file after the JSON object");
        }

        @Test
        void textThatNoCatalogKeeps() {
            assertThat(json(
                            "{\"id\": \"a\", \"source\": {\"connector\": \"file\", \"path\": \"a\\u0000b\"}, \"destination\":"
                                    + " {\"connector\": \"parquet\", \"path\": \"\\ud800\"}}"))
                    .containsExactly(
                            "pipelines/p.json:1:45: source.path: expected text without U+0000, found \"a\\u0000b\"",
                            "pipelines/p.json:1:106: destination.path: expected text that is valid Unicode (no lone surrogates),"
                                    + " found \"\\ud800\"");
        }

        @Test
        void bytesThatAreNoText() {
            byte[] bytes = "[project]\nname = \"é\"\n".getBytes(StandardCharsets.ISO_8859_1);
            assertThat(project.with("hakiri.toml", bytes).problems())
                    .containsExactly("hakiri.toml:2:9: expected UTF-8, found a byte that is none");
        }

        @Test
        void tooLarge() {
            byte[] bytes = new byte[ManifestReader.FILE_BYTES + 1];
            assertThat(project.with("hakiri.toml", bytes).problems())
                    .containsExactly("hakiri.toml: expected at most 4MiB, found 4194305 bytes");
        }

        @Test
        void aPipelineTooLargeForTheCatalog() {
            project.with("hakiri.toml", "[project]\nname = \"demo\"\n")
                    .with(
                            "pipelines/p.toml",
                            "id = \"a\"\nsource = { connector = \"file\", path = \"" + "x".repeat(256 * 1024)
                                    + "\" }\ndestination = { connector = \"parquet\", path = \"lake\" }\n");
            assertThat(project.problems())
                    .containsExactly(
                            "pipelines/p.toml:1:1: expected at most 262144 bytes of UTF-8 as JSON, found 262295 bytes");
        }

        @Test
        void nestedTooDeeply() {
            project.with("hakiri.toml", "a = " + "[".repeat(200_000));
            assertThat(project.problems())
                    .containsExactly("hakiri.toml: expected TOML, found brackets nested too deeply");
            assertThat(json("[".repeat(5_000))).hasSize(1);
            assertThat(json("{\"a\":" + "[".repeat(5_000)))
                    .singleElement()
                    .asString()
                    .contains("expected JSON: Document nesting depth (1001) exceeds the maximum allowed");
        }

        @Test
        void aFolderInThePlaceOfTheFile() {
            project.with("hakiri.toml/x", "");
            assertThat(project.problems())
                    .singleElement()
                    .asString()
                    .startsWith("hakiri.toml: expected a file that can be read");
        }

        @Test
        void theProjectAndItsFile() {
            assertThat(project.with("hakiri.toml", "[projct]\nname = \"demo\"\n[pipeline]\n")
                            .problems())
                    .containsExactly(
                            "hakiri.toml:1:1: projct: unknown key; did you mean project?; expected one of project, pipeline, $schema",
                            "hakiri.toml:1:1: project: expected a table (in TOML: [project]), found nothing; the key is required",
                            "hakiri.toml:3:1: pipeline: expected a list of pipelines (in TOML: [[pipeline]]), found a table");
        }

        private List<String> json(String text) {
            project.with("hakiri.toml", "[project]\nname = \"demo\"\n").with("pipelines/p.json", text);
            return project.problems();
        }
    }

    private Pipeline only(String text) {
        return project.with("hakiri.toml", "[project]\nname = \"demo\"\n" + text)
                .valid()
                .pipelines()
                .getFirst();
    }
}
