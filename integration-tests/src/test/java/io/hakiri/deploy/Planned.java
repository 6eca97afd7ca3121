package io.hakiri.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a stack would be made of, as the packaged preview says it. */
final class Planned {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ROOT = Path.of(System.getProperty("hakiri.root", ".."));
    private static final Path JAR =
            Path.of(System.getProperty("hakiri.deploy", "../deploy-pulumi/target/deploy/hakiri-deploy.jar"));

    private final JsonNode graph;

    private Planned(JsonNode graph) {
        this.graph = graph;
    }

    /** The stack {@code dev}, in a topology. */
    static Planned of(String topology, String... settings) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.util.concurrent.ForkJoinPool.common.parallelism=4",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                JAR.toString(),
                "io.hakiri.deploy.command.Main",
                "--directory",
                ROOT.resolve("deploy-pulumi").toString(),
                "--stack",
                "dev",
                "--topology",
                topology,
                "--output",
                "json"));
        for (String setting : settings) {
            command.add("--config");
            command.add(setting);
        }
        try {
            Path err = Files.createTempFile("hakiri-preview", ".err");
            Process process =
                    new ProcessBuilder(command).redirectError(err.toFile()).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            String said = Files.readString(err);
            Files.delete(err);
            assertThat(exit).as(said).isZero();
            return new Planned(JSON.readTree(out));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What was said of the one resource of that type and name. */
    JsonNode inputs(String type, String name) {
        for (JsonNode resource : graph.path("resources")) {
            if (resource.path("type").asText().equals(type)
                    && resource.path("name").asText().equals(name)) {
                return resource.path("inputs");
            }
        }
        throw new AssertionError("no " + type + " " + name);
    }

    /** The environment of a function. */
    Map<String, String> environmentOfFunction(String name) {
        Map<String, String> environment = new TreeMap<>();
        inputs("aws:lambda/function:Function", name)
                .at("/environment/variables")
                .properties()
                .forEach(variable ->
                        environment.put(variable.getKey(), variable.getValue().asText()));
        return environment;
    }

    /** The one container of a task. */
    JsonNode container(String task) {
        try {
            return JSON.readTree(inputs("aws:ecs/taskDefinition:TaskDefinition", task)
                            .path("containerDefinitions")
                            .asText())
                    .path(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The environment of that container. */
    Map<String, String> environmentOfTask(String task) {
        Map<String, String> environment = new TreeMap<>();
        container(task)
                .path("environment")
                .forEach(variable -> environment.put(
                        variable.path("name").asText(), variable.path("value").asText()));
        return environment;
    }
}
