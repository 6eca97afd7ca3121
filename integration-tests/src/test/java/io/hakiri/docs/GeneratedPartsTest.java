package io.hakiri.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.connector.ConnectorType;
import io.hakiri.connector.Connectors;
import io.hakiri.connectors.BuiltIn;
import io.hakiri.it.Routes;
import io.hakiri.pipeline.ConnectorDocs;
import io.hakiri.pipeline.ManifestDocs;
import io.hakiri.pipeline.ManifestSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Parts of pages that are made from the code are what the code would make now. */
final class GeneratedPartsTest {
    private static final boolean UPDATE = System.getProperty("hakiri.update-docs") != null;
    private static final String HOW = "%s is not what the code says any more; write it anew with:"
            + " ./hakiri test -Dhakiri.update-docs (and look at the difference)";

    private static final Pattern PART =
            Pattern.compile("(<!-- generated: (.+?) -->\n)(.*?)(<!-- end of generated -->)", Pattern.DOTALL);

    @Test
    void partsOfPagesAreCurrent() throws IOException {
        Map<String, String> parts = parts();
        for (Path page : Pages.all()) {
            String text = Pages.text(page);
            String current = PART.matcher(text)
                    .replaceAll(found -> Matcher.quoteReplacement(
                            found.group(1) + "\n" + parts.getOrDefault(found.group(2), "") + "\n" + found.group(4)));
            check(page, text, current);
        }
    }

    @Test
    void everyPartStandsSomewhereOnce() {
        List<String> standing = new ArrayList<>();
        for (Path page : Pages.all()) {
            PART.matcher(Pages.text(page)).results().forEach(found -> standing.add(found.group(2)));
        }
        assertThat(standing).containsExactlyInAnyOrderElementsOf(parts().keySet());
    }

    @Test
    void schemaOfTheManifestIsCurrent() throws IOException {
        Path file = Pages.DOCS.resolve("manifest.schema.json");
        String text = Files.exists(file) ? Files.readString(file) : "";
        check(file, text, ManifestSchema.json(BuiltIn.connectors()));
    }

    @Test
    void pictureOfTheAdviceIsCurrent() throws IOException {
        Path file = Pages.DOCS.resolve("choosing.svg");
        String text = Files.exists(file) ? Files.readString(file) : "";
        check(file, text, TopologyDocs.picture());
    }

    private static void check(Path file, String text, String current) throws IOException {
        if (UPDATE && !text.equals(current)) {
            Files.writeString(file, current);
            return;
        }
        assertThat(text).as(HOW, Pages.ROOT.relativize(file)).isEqualTo(current);
    }

    private static Map<String, String> parts() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("keys of the manifest", ManifestDocs.markdown());
        Connectors connectors = BuiltIn.connectors();
        for (ConnectorType type : connectors.sources()) {
            parts.put("source " + type.name(), ConnectorDocs.markdown(type));
        }
        for (ConnectorType type : connectors.destinations()) {
            parts.put("destination " + type.name(), ConnectorDocs.markdown(type));
        }
        parts.put("routes of the API", Routes.published().markdown());
        parts.put("problems of the API", Routes.published().problemsAsMarkdown());
        parts.put("facts of a workload", TopologyDocs.facts());
        parts.put("rules of topologies", TopologyDocs.rules());
        parts.put("an advice", TopologyDocs.example());
        CommandReference.all().forEach((words, markdown) -> parts.put("command " + words, markdown));
        return parts;
    }
}
