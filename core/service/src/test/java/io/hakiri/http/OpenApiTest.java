package io.hakiri.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.hakiri.deployment.Endpoints;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the API says of itself is what it is. */
final class OpenApiTest {
    private static final java.nio.file.Path FILE = java.nio.file.Path.of("../../docs/openapi.yaml");
    private static final boolean UPDATE = System.getProperty("hakiri.update-docs") != null;
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build());

    @Test
    void thePublishedDocumentIsWhatTheResourcesSay() throws IOException {
        String current = YAML.writeValueAsString(OpenApiDocument.made());
        String text = Files.exists(FILE) ? Files.readString(FILE) : "";
        if (UPDATE && !text.equals(current)) {
            Files.writeString(FILE, current);
            return;
        }
        assertThat(text)
                .as("docs/openapi.yaml; write it anew with: ./hakiri test -Dhakiri.update-docs")
                .isEqualTo(current);
    }

    @Test
    void referencesLeadToSomething() {
        JsonNode document = OpenApiDocument.made();
        List<JsonNode> references = document.findValues("$ref");
        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.asText().substring(1)).isObject())
                        .as(reference.asText())
                        .isTrue());
    }

    @Test
    void everyResourceIsInTheDocument() throws IOException {
        java.nio.file.Path classes = java.nio.file.Path.of("src/main/java/io/hakiri/http");
        try (Stream<java.nio.file.Path> files = Files.list(classes)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith("Resource.java"))
                            .map(name -> name.replace(".java", "")))
                    .containsExactlyInAnyOrderElementsOf(OpenApiDocument.RESOURCES.stream()
                            .map(Class::getSimpleName)
                            .toList());
        }
    }

    @Test
    void everyRouteSaysForWhomItIs() {
        for (Class<?> resource : OpenApiDocument.RESOURCES) {
            assertThat(resource.isAnnotationPresent(Path.class)).isTrue();
            for (Method method : resource.getDeclaredMethods()) {
                if (!Modifier.isPrivate(method.getModifiers())
                        && !method.isSynthetic()
                        && !resource.isAnnotationPresent(Open.class)) {
                    assertThat(method.isAnnotationPresent(Serves.class))
                            .as(method.toString())
                            .isTrue();
                }
            }
        }
        assertThat(OpenApiDocument.RESOURCES.stream().filter(one -> one.isAnnotationPresent(Open.class)))
                .as("open to everybody")
                .containsExactly(HealthResource.class);
    }

    @Test
    void whatIsOpenIsWhatADeploymentAsksFor() {
        String base = HealthResource.class.getAnnotation(Path.class).value();
        assertThat(Stream.of(HealthResource.class.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Path.class))
                        .map(method ->
                                base + "/" + method.getAnnotation(Path.class).value()))
                .containsExactlyInAnyOrder(Endpoints.LIVE, Endpoints.STARTED, Endpoints.READY);
        assertThat(HealthResource.PATHS).containsExactlyInAnyOrder(Endpoints.LIVE, Endpoints.STARTED, Endpoints.READY);
    }
}
