package io.hakiri.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.deployment.DirectEvent;
import io.hakiri.emulator.FunctionPackage;
import io.hakiri.emulator.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Dockerfile of the function on PostgreSQL copies and starts, with the words that it has for it; no engine is needed. */
final class ImageTest {
    /** The Dockerfile's context. */
    private static final Path MODULE =
            Path.of(System.getProperty("hakiri.root", "..")).resolve("runtime-lambda/postgres");

    private static final Path ZIP = Path.of(System.getProperty("hakiri.function.postgres"));
    private static final Pattern INSTRUCTION = Pattern.compile("(?m)^([A-Z]+) +(.*)$");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Z_]+)}");

    @TempDir
    Path image;

    @TempDir
    Path folder;

    private final List<Map.Entry<String, String>> instructions = read();

    private static List<Map.Entry<String, String>> read() {
        try {
            return INSTRUCTION
                    .matcher(Files.readString(MODULE.resolve("src/main/docker/Dockerfile")))
                    .results()
                    .map((MatchResult line) -> Map.entry(line.group(1), line.group(2)))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> all(String instruction) {
        return instructions.stream()
                .filter(one -> one.getKey().equals(instruction))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The image's arguments, as they are unless the build is told others, and the variable that the base image has. */
    private String said(String text) {
        Map<String, String> values = new HashMap<>(Map.of("LAMBDA_TASK_ROOT", image.toString()));
        for (String argument : all("ARG")) {
            int equals = argument.indexOf('=');
            values.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        return REFERENCE.matcher(text).replaceAll(reference -> Objects.requireNonNull(values.get(reference.group(1))));
    }

    /** Does what {@code COPY} does. */
    private void build() throws IOException {
        for (String copy : all("COPY")) {
            String[] fromTo = said(copy).split(" ");
            assertThat(fromTo).hasSize(2).allSatisfy(name -> assertThat(name).endsWith("/"));
            Path from = MODULE.resolve(fromTo[0]);
            for (Map.Entry<Path, Long> file : files(from).entrySet()) {
                Path to = Path.of(fromTo[1]).resolve(file.getKey().toString());
                Files.createDirectories(to.getParent());
                Files.copy(from.resolve(file.getKey()), to);
            }
        }
    }

    /** Their names within the folder, and sizes. */
    private static Map<Path, Long> files(Path in) throws IOException {
        Map<Path, Long> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(in)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                files.put(in.relativize(file), Files.size(file));
            }
        }
        return files;
    }

    private List<String> command() throws IOException {
        List<String> words = new ArrayList<>();
        for (JsonNode word : new ObjectMapper().readTree(all("CMD").getFirst())) {
            words.add(word.asText());
        }
        return words;
    }

    @Test
    void itHasWhatTheZipHas() throws IOException {
        build();
        FunctionPackage.unpack(ZIP, folder);

        assertThat(files(image)).isNotEmpty().isEqualTo(files(folder));
        assertThat(image.resolve("lib")).isDirectoryContaining("glob:**/io.hakiri.hakiri-catalog-postgres-*.jar");
    }

    @Test
    void itsBaseCanBeAnother() {
        assertThat(instructions.getFirst()).isEqualTo(Map.entry("ARG", "JAVA_IMAGE=public.ecr.aws/lambda/java:25"));
        assertThat(all("FROM")).containsExactly("${JAVA_IMAGE}");
    }

    @Test
    void theFunctionStartsFromItAndAnswers() throws IOException {
        build();
        List<String> command = command();
        assertThat(command).as("what the base image's entry point takes").hasSize(1);

        try (LocalFunction function = LocalFunction.image(image, command.getFirst(), folder)) {
            Outcome outcome = function.lambda().invoke(DirectEvent.ready());

            assertThat(outcome)
                    .as("the log: %s", function.log())
                    .isInstanceOfSatisfying(
                            Outcome.Answered.class,
                            answer -> assertThat(answer.body()).contains("\"statusCode\":200"));
        }
    }
}
