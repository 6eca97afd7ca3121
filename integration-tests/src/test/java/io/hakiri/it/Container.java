package io.hakiri.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the Dockerfile makes of the packaged program, in a folder in place of the image's: no engine is needed to run it. */
public final class Container {
    private static final Path ROOT = Path.of(System.getProperty("hakiri.root", ".."));
    private static final Path APP = Path.of(System.getProperty("hakiri.app", "../runtime-fargate/target/hakiri"));
    private static final Path DOCKER = ROOT.resolve("runtime-fargate/src/main/docker");
    private static final Path BIN = Path.of(System.getProperty("java.home"), "bin");
    private static final String HOME = "/opt/hakiri";
    private static final Pattern VARIABLE = Pattern.compile("(HAKIRI_[A-Z]+)=(\\S+)");

    private final Path home;
    private final String dockerfile;

    private Container(Path home, String dockerfile) {
        this.home = home;
        this.dockerfile = dockerfile;
    }

    /** Copies what the Dockerfile copies, and makes the AOT cache with its script. */
    public static Container builtIn(Path home) {
        try {
            copy(APP, home);
            copy(DOCKER.resolve("jvm.options"), home.resolve("jvm.options"));
            copy(DOCKER.resolve("train"), home.resolve("train"));
            Process training = withJava(new ProcessBuilder(home.resolve("train").toString(), home.toString()))
                    .inheritIO()
                    .start();
            assertThat(training.waitFor()).as("exit code of the training").isZero();
            return new Container(home, Files.readString(DOCKER.resolve("Dockerfile")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(
                        file,
                        from.equals(file)
                                ? to
                                : to.resolve(from.relativize(file).toString()));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static ProcessBuilder withJava(ProcessBuilder builder) {
        builder.environment().merge("PATH", BIN.toString(), (path, java) -> java + ":" + path);
        return builder;
    }

    /** The command of an instruction, which the Dockerfile has as a list. */
    public List<String> words(String instruction) {
        Matcher found =
                Pattern.compile("(?m)^" + instruction + "[^\\[]*(\\[.*])$").matcher(dockerfile);
        assertThat(found.find()).as(instruction).isTrue();
        try {
            List<String> words = new ArrayList<>();
            for (JsonNode word : new ObjectMapper().readTree(found.group(1))) {
                words.add(word.asText().replace(HOME, home.toString()));
            }
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A process with the image's variables, and others instead of them. */
    public ProcessBuilder process(List<String> command, Map<String, String> variables) {
        ProcessBuilder builder = withJava(new ProcessBuilder(command));
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("HAKIRI_"));
        VARIABLE.matcher(dockerfile.substring(dockerfile.indexOf("\nENV"), dockerfile.indexOf("\nEXPOSE")))
                .results()
                .forEach(variable -> environment.put(variable.group(1), variable.group(2)));
        environment.putAll(variables);
        return builder;
    }

    /** What the image starts, with what a user adds to its entry point in place of its own. */
    public List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(words("ENTRYPOINT"));
        command.replaceAll(word -> word.equals("java") ? BIN.resolve(word).toString() : word);
        command.addAll(arguments.length == 0 ? words("CMD") : List.of(arguments));
        return command;
    }

    /** Starts a service in a project's folder, where it leaves what it says, and waits until it serves. */
    public Service serve(List<String> command, Map<String, String> variables, Path project) {
        Path said = project.resolve("service.log");
        try {
            Process process = process(command, variables)
                    .directory(project.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            return Service.started(process, project, said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
