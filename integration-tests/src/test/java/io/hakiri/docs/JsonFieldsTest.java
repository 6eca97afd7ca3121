package io.hakiri.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.ProjectId;
import io.hakiri.retention.HistoryArchive;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The fields of JSON that docs/cli.md lists are those that the commands print: none more, none less. */
final class JsonFieldsTest {
    private static final Pattern TABLE = Pattern.compile("<!-- fields: (.+?) -->\n\n(.*?)(?:\n\n|\\z)", Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);

    /** Hold whatever was declared or changed; not listed key by key. */
    private static final Set<String> ANY_FORM =
            Set.of("manifest", "standing.manifest", "run.counts", "events[].before", "events[].after");

    /** Lists that are empty where all is well, or hold what is listed elsewhere. */
    private static final Set<String> TEXTS = Set.of(
            "differences",
            "obstacles",
            "opened",
            "at_the_target",
            "unknown",
            "changes",
            "fences.pending",
            "audit.pending",
            "named",
            "remarks");

    @TempDir
    Path folder;

    private final Map<String, Set<String>> printed = new TreeMap<>();

    @Test
    void documentedFieldsAreThePrintedOnes() throws IOException {
        copyOfTheQuickstart();
        json("run", "run");
        json("run", "run", "airports");
        json("plan", "plan");
        json("pipeline list", "pipeline", "list");
        json("pipeline describe", "pipeline", "describe", "weather");
        json("runs", "runs");
        json("report lag", "report", "lag", "weather", "broken", "--by", "pipeline,stream,day,weekday,hour");
        json("report runs", "report", "runs", "--by", "pipeline,stream,status,trigger,error,day,weekday,hour");
        json("report cost", "report", "cost", "--by", "pipeline,trigger,day,weekday,hour");
        json("audit", "audit");
        json("explain", "explain", "weather");
        String run = newestRun();
        archive();
        json("prove", "prove", "weather", run, "--archive", "archived", "--out", "proof.json");
        json("prove", "prove", "--check", "proof.json", "--archive", "archived");
        json("cursor list", "cursor", "list", "weather");
        json(
                "backfill start",
                "backfill",
                "start",
                "weather",
                "--name",
                "spring",
                "--from",
                "2015-02-28",
                "--to",
                "2015-05-31",
                "--chunks",
                "3",
                "--reason",
                "r");
        json("backfill list", "backfill", "list", "weather");
        json("backfill cancel", "backfill", "cancel", "weather", "spring", "--reason", "r");
        json("backfill start", "backfill", "start", "weather", "--name", "may", "--to", "2015-05-31", "--reason", "r");
        json("backfill work", "backfill", "work", "weather", "may", "--workers", "2");
        json("schema history", "schema", "history", "weather");
        json("schema decide", "schema", "decide", "weather", "--version", "1", "--verdict", "accept", "--reason", "r");
        json("cursor rewind", "cursor", "rewind", "weather", "--to-start", "--mode", "replace", "--reason", "r");
        json("lease break", "lease", "break", "weather", "--reason", "r");
        json("pipeline pause", "pipeline", "pause", "weather", "--reason", "r");
        json("run", "run", "weather");
        json("pipeline resume", "pipeline", "resume", "weather", "--reason", "r");
        json("manifest validate", "manifest", "validate");
        json("catalog status", "catalog", "status");
        json("catalog init", "catalog", "init");
        json("catalog upgrade", "catalog", "upgrade");
        json("catalog adopt", "catalog", "adopt", "--reason", "r");
        json("catalog retain", "catalog", "retain", "--runs", "90d", "--archive", "history");
        json("token create", "token", "create", "ci", "--role", "reader", "--reason", "r");
        json("token list", "token", "list");
        json("token revoke", "token", "revoke", "ci", "--reason", "r");
        json("doctor", "doctor");
        json("topology advise", "topology", "advise", "--measure", "1d", "--idle-hours", "20");
        Files.writeString(folder.resolve("pipelines/wrong.toml"), "id = 1");
        json("manifest validate", "manifest", "validate");
        json("catalog export", "catalog", "export", "catalog.ndjson.zst");
        json("catalog import", "catalog", "import", "catalog.ndjson.zst", "--catalog", "sqlite:copy", "--reason", "r");
        json("catalog migrate", "catalog", "migrate", "--to", "sqlite:moved", "--dry-run");
        json("catalog migrate", "catalog", "migrate", "--to", "sqlite:moved", "--rollback", "--reason", "r");
        json("catalog verify", "catalog", "verify", "--to", "sqlite:moved"); // nothing is there yet
        json("catalog migrate", "catalog", "migrate", "--to", "sqlite:moved", "--reason", "r");
        json("catalog verify", "catalog", "verify", "--to", "sqlite:moved", "--report", "report.json");
        json("catalog verify", "catalog", "verify", "--check", "report.json");
        Files.delete(folder.resolve("hakiri.toml"));
        json("init", "init", "--name", "demo");

        Map<String, Set<String>> documented = documented();
        assertThat(documented.remove("lease list"))
                .as("a lease is there only while a run is")
                .isNotEmpty();
        assertThat(documented.keySet()).as("commands that print JSON").isEqualTo(printed.keySet());
        printed.forEach((command, fields) -> assertThat(documented.get(command))
                .as("fields of `%s --output json`, as docs/cli.md lists them", command)
                .isEqualTo(fields));
    }

    private void copyOfTheQuickstart() throws IOException {
        Path example = Pages.ROOT.resolve("examples/quickstart");
        try (Stream<Path> files = Files.walk(example)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = example.relativize(file).toString();
                if (!name.startsWith("lake") && !name.startsWith(".hakiri")) {
                    Path copy = folder.resolve(name);
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
        Files.writeString(folder.resolve("pipelines/broken.toml"), """
                id = "broken"
                source = { connector = "file", path = "data/nothing.csv" }
                destination = { connector = "jsonl", path = "lake" }
                """);
    }

    private String newestRun() throws IOException {
        return said("runs", "runs", "weather", "--limit", "1")
                .path("runs")
                .get(0)
                .path("run")
                .asText();
    }

    /** Of two files, of which one is not whole. */
    private void archive() throws IOException {
        PastRows rows = new PastRows(
                PastRows.Kind.QUEUED_RUN, new PipelineId("weather"), "", "", List.of("{\"status\":\"CANCELLED\"}"));
        Path whole = new HistoryArchive(folder.resolve("archived")).write(new ProjectId("quickstart"), rows);
        Files.writeString(whole.resolveSibling("broken.jsonl.gz"), "broken");
    }

    private void json(String command, String... words) throws IOException {
        paths(said(command, words), "", printed.computeIfAbsent(command, _ -> new TreeSet<>()));
    }

    private JsonNode said(String command, String... words) throws IOException {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine program =
                CommandReference.program().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        program.execute(Stream.concat(
                        Stream.of("-C", folder.toString(), "--output", "json"),
                        Stream.concat(
                                Stream.of(words),
                                List.of(words).contains("--catalog")
                                        ? Stream.empty()
                                        : Stream.of("--catalog", "sqlite:.hakiri")))
                .toArray(String[]::new));
        assertThat(out.toString()).as(command + ": " + err).startsWith("{");
        return new ObjectMapper().readTree(out.toString());
    }

    private static void paths(JsonNode node, String path, Set<String> found) {
        if (TEXTS.contains(path)) {
            found.add(path + "[]");
        } else if (node.isArray()) {
            node.forEach(entry -> paths(entry, path + "[]", found));
        } else if (node.isObject() && !ANY_FORM.contains(path)) {
            node.properties()
                    .forEach(field -> paths(
                            field.getValue(), path.isEmpty() ? field.getKey() : path + "." + field.getKey(), found));
        } else {
            found.add(path);
        }
    }

    private static Map<String, Set<String>> documented() {
        return TABLE.matcher(Pages.text(Pages.DOCS.resolve("cli.md")))
                .results()
                .collect(Collectors.toMap(
                        table -> table.group(1),
                        table -> ROW.matcher(table.group(2))
                                .results()
                                .map(row -> row.group(1))
                                .collect(Collectors.toCollection(TreeSet::new)),
                        (a, b) -> {
                            a.addAll(b);
                            return a;
                        },
                        TreeMap::new));
    }
}
