package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Dockerfile starts, with the words that it has for it. */
final class ContainerTest {
    @TempDir
    static Path image;

    @TempDir
    Path project;

    private static Container container;

    @BeforeAll
    static void build() {
        container = Container.builtIn(image.resolve("hakiri"));
    }

    @Test
    void servesByItsCacheAndLeavesItsOwnFolderAsItWas() throws Exception {
        Map<Path, FileTime> before = files(image);
        Projects.csv(project, "jsonl", "", "");
        // the JVM ends at once where it cannot use the cache
        Map<String, String> variables =
                Map.of("HAKIRI_PORT", "0", "HAKIRI_HOST", "127.0.0.1", "JAVA_TOOL_OPTIONS", "-XX:AOTMode=on");
        try (Service service = container.serve(container.command(), variables, project)) {
            service.call("GET", "/v1/projects", null).expect(200);
            assertThat(health(service.root().getPort()))
                    .as("health of what serves")
                    .isZero();
            int port = service.root().getPort();
            service.stop();
            assertThat(health(port)).as("health of what ended").isNotZero();
        }
        assertThat(files(image)).isEqualTo(before);
    }

    @Test
    void takesAnotherCommandInsteadOfServing() throws Exception {
        Process work = container
                .process(container.command("work"), Map.of())
                .directory(project.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(work.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("HAKIRI_DISPATCH");
        assertThat(work.waitFor()).isEqualTo(2);
    }

    private int health(int port) throws IOException, InterruptedException {
        List<String> check = container.words("HEALTHCHECK");
        return container
                .process(check, Map.of("HAKIRI_PORT", Integer.toString(port)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static Map<Path, FileTime> files(Path folder) throws IOException {
        Map<Path, FileTime> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                files.put(file, Files.getLastModifiedTime(file));
            }
        }
        return files;
    }
}
