package io.hakiri.catalog.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page docs/dynamodb.md, parts of which tests take as they stand there. */
final class DocsPage {
    private static final String NAME = "docs/dynamodb.md";

    private DocsPage() {}

    static String text() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve(NAME))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException(
                        "no " + NAME + " above " + Path.of("").toAbsolutePath());
            }
        }
        try {
            return Files.readString(folder.resolve(NAME));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the policy that follows {@code <!-- tested: name -->} allows, as {@link RecordedCalls} says what is needed. */
    static Set<String> rights(String name) {
        Matcher block = Pattern.compile("<!-- tested: " + name + " -->\\s+```json\n(.*?)```", Pattern.DOTALL)
                .matcher(text());
        if (!block.find()) {
            throw new IllegalStateException("no policy named " + name + " in " + NAME);
        }
        Set<String> rights = new TreeSet<>();
        for (JsonNode statement : json(block.group(1)).path("Statement")) {
            String resource = statement.path("Resource").asText();
            String place = resource.substring(resource.indexOf(":table/hakiri") + ":table/hakiri".length());
            JsonNode actions = statement.path("Action");
            if (actions.isTextual()) {
                rights.add(actions.asText() + place);
            }
            actions.forEach(action -> rights.add(action.asText() + place));
        }
        return rights;
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
