package io.hakiri.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.hakiri.catalog.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The routes of the published OpenAPI document. */
public final class Routes {
    private static final Path FILE =
            Path.of(System.getProperty("hakiri.root", "..")).resolve("docs/openapi.yaml");

    private final JsonNode document;

    private Routes(JsonNode document) {
        this.document = document;
    }

    public static Routes published() {
        try {
            return new Routes(new ObjectMapper(new YAMLFactory()).readTree(FILE.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of them. */
    public record Route(String method, String path, JsonNode operation) {
        /** The least role; only health has none. */
        boolean isOpen() {
            return !operation.has("x-role");
        }

        Role role() {
            return Role.valueOf(operation.path("x-role").asText().toUpperCase(Locale.ROOT));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    public List<Route> all() {
        List<Route> routes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                routes.add(new Route(operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation.getValue()));
            }
        }
        return routes;
    }

    /** A schema, or what it refers to. */
    JsonNode schema(JsonNode schema) {
        return schema.has("$ref") ? document.at(schema.path("$ref").asText().substring(1)) : schema;
    }

    /** As a table. */
    public String markdown() {
        StringBuilder table = new StringBuilder("| route | least role | what it does |\n|---|---|---|\n");
        for (Route route : all()) {
            if (!route.isOpen()) {
                table.append("| `%s %s` | %s | %s |\n"
                        .formatted(
                                route.method(),
                                route.path(),
                                route.operation().path("x-role").asText(),
                                route.operation().path("description").asText()));
            }
        }
        return table.toString();
    }

    /** As a table. */
    public String problemsAsMarkdown() {
        StringBuilder table = new StringBuilder("| type | status | meaning |\n|---|---|---|\n");
        for (JsonNode problem : document.at("/components/schemas/Problem/x-types")) {
            table.append("| `%s` | %s | %s |\n"
                    .formatted(
                            problem.path("type").asText(),
                            problem.path("status").asText(),
                            problem.path("title").asText()));
        }
        return table.toString();
    }
}
