package io.hakiri.it;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** An agent that a JVM can be started with. */
public final class AgentJar {
    private AgentJar() {}

    /**
     * Writes it.
     *
     * @param agent with {@code premain}
     * @param others of its package that it needs
     */
    public static void write(Path jar, Class<?> agent, Class<?>... others) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", agent.getName());
        List<String> names = Stream.concat(Stream.of(agent), Stream.of(others))
                .map(Class::getSimpleName)
                .toList();
        String inside = agent.getPackageName().replace('.', '/');
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest);
                Stream<Path> all = Files.list(classes(agent).resolve(inside))) {
            for (Path one : all.filter(path -> isOneOf(names, path)).toList()) {
                out.putNextEntry(new JarEntry(inside + "/" + one.getFileName()));
                Files.copy(one, out);
                out.closeEntry();
            }
        }
    }

    private static Path classes(Class<?> type) throws IOException {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** With those inside of them. */
    private static boolean isOneOf(List<String> names, Path classFile) {
        String file = classFile.getFileName().toString();
        return names.stream().anyMatch(name -> file.matches(name + "(\\$.*)?\\.class"));
    }
}
