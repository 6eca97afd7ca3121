package io.hakiri.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.connectors.BuiltIn;
import io.hakiri.pipeline.ManifestReader;
import io.hakiri.pipeline.ManifestResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Examples of manifests are valid. A block that is a whole {@code hakiri.toml} has a {@code [project]}; one with
 * {@code [[pipeline]]} gets one; any other is a file in {@code pipelines/}, and gets what it leaves out. A block that shows what
 * is wrong says so: {@code toml wrong}.
 */
final class ManifestExamplesTest {
    private static final String PROJECT = "[project]\nname = \"example\"\n\n";
    private static final List<String> REQUIRED = List.of(
            "id = \"example\"",
            "source = { connector = \"file\", path = \"data/example.csv\" }",
            "destination = { connector = \"parquet\", path = \"lake\" }");

    @TempDir
    Path folder;

    @Test
    void manifestsInBlocksAreValid() throws IOException {
        List<String> wrong = new ArrayList<>();
        int examples = 0;
        for (Path page : Pages.all()) {
            for (Pages.Block block : Pages.blocks(page)) {
                boolean json = block.language().equals("json") && page.endsWith("manifest.md");
                if (block.language().equals("toml") || json) {
                    examples++;
                    ManifestResult result =
                            read(Files.createDirectory(folder.resolve("example" + examples)), block, json);
                    if (result instanceof ManifestResult.Broken(var problems)) {
                        problems.forEach(problem -> wrong.add(block.place() + ": " + problem));
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(examples).as("examples seen").isGreaterThan(5);
    }

    @Test
    void examplesThatAreMarkedAsWrongAreWrong() throws IOException {
        int examples = 0;
        for (Path page : Pages.all()) {
            for (Pages.Block block : Pages.blocks(page)) {
                if (block.language().equals("toml wrong")) {
                    examples++;
                    assertThat(read(Files.createDirectory(folder.resolve("wrong" + examples)), block, false))
                            .as(block.place())
                            .isInstanceOf(ManifestResult.Broken.class);
                }
            }
        }
        assertThat(examples).isPositive();
    }

    private static ManifestResult read(Path folder, Pages.Block block, boolean json) throws IOException {
        String text = block.text();
        if (text.contains("[project]")) {
            Files.writeString(folder.resolve("hakiri.toml"), text);
        } else if (text.contains("[[pipeline]]")) {
            Files.writeString(folder.resolve("hakiri.toml"), PROJECT + text);
        } else {
            Files.writeString(folder.resolve("hakiri.toml"), PROJECT);
            Path file = Files.createDirectories(folder.resolve("pipelines"))
                    .resolve(json ? "example.json" : "example.toml");
            Files.writeString(file, json ? text : completed(text));
        }
        return new ManifestReader(BuiltIn.connectors()).read(folder);
    }

    private static String completed(String text) {
        StringBuilder whole = new StringBuilder();
        for (String line : REQUIRED) {
            String key = line.substring(0, line.indexOf(' '));
            if (!Pattern.compile("^\\[?" + key + "\\b", Pattern.MULTILINE)
                    .matcher(text)
                    .find()) {
                whole.append(line).append('\n');
            }
        }
        return whole.append(text).toString();
    }
}
