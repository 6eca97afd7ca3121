package io.hakiri.lambda.names;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** What a program asked for by name, as its agent wrote it down. */
public final class Traced {
    private static final List<Class<?>> AGENT = List.of(NamesAgent.class, Asked.class);

    private final Path jar;
    private final Path lines;

    private Traced(Path jar, Path lines) {
        this.jar = jar;
        this.lines = lines;
    }

    /** Nothing yet: the agent lies in a folder, and writes there. */
    public static Traced in(Path folder) throws IOException {
        Path jar = folder.resolve("names-agent.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", NamesAgent.class.getName());
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            Path classes = Path.of(NamesAgent.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath());
            String inside = NamesAgent.class.getPackageName().replace('.', '/');
            try (var all = Files.list(classes.resolve(inside))) {
                for (Path one : all.filter(Traced::isOfTheAgent).toList()) {
                    out.putNextEntry(new JarEntry(inside + "/" + one.getFileName()));
                    Files.copy(one, out);
                    out.closeEntry();
                }
            }
        }
        return new Traced(jar, folder.resolve("names.txt"));
    }

    private static boolean isOfTheAgent(Path classFile) {
        String name = classFile.getFileName().toString();
        return AGENT.stream().anyMatch(type -> name.matches(type.getSimpleName() + "(\\$.*)?\\.class"));
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
