package io.hakiri.catalog.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.catalog.contract.Documentation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;

/** The page docs/dynamodb.md, parts of which tests take as they stand there. */
final class DocsPage {
    private static final String NAME = "dynamodb.md";

    private DocsPage() {}

    static String text() {
        return Documentation.page(NAME);
    }

    /** What the policy that follows {@code <!-- tested: name -->} allows, as {@link RecordedCalls} says what is needed. */
    static Set<String> rights(String name) {
        Set<String> rights = new TreeSet<>();
        for (JsonNode statement : json(Documentation.tested(NAME, name, "json")).path("Statement")) {
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
