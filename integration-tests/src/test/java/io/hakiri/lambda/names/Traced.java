package io.hakiri.lambda.names;

import io.hakiri.it.AgentJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a program asked for by name, as its agent wrote it down. */
public final class Traced {
    private final Path jar;
    private final Path lines;

    private Traced(Path jar, Path lines) {
        this.jar = jar;
        this.lines = lines;
    }

    /** Nothing yet: the agent lies in a folder, and writes there. */
    public static Traced in(Path folder) throws IOException {
        Path jar = folder.resolve("names-agent.jar");
        AgentJar.write(jar, NamesAgent.class, Asked.class);
        return new Traced(jar, folder.resolve("names.txt"));
    }

    /** What a JVM has to be given, as variables. */
    public Map<String, String> surroundings() {
        return Map.of("JAVA_TOOL_OPTIONS", "-javaagent:" + jar + "=" + lines);
    }

    /** Whether a JVM was at work: a native program has no agents. */
    public boolean isOfAJvm() {
        return Files.exists(lines);
    }

    /** What it asked for, in order, once for each caller. */
    public List<Name> asked() throws IOException {
        return Files.readAllLines(lines).stream()
                .map(Name::of)
                .distinct()
                .sorted()
                .toList();
    }
}
