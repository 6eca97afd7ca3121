package io.hakiri.catalog.contract;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Where workers find their classes.
 *
 * @param path their class path
 * @param options of the JVM
 */
record WorkerClasses(String path, List<String> options) {
    /** Those of this process. */
    static WorkerClasses ofThisProcess() {
        return new WorkerClasses(System.getProperty("java.class.path"), List.of());
    }

    /**
     * Those of this process, and an archive of what a first worker loaded: the others start in half the time. The JVM archives
     * classes of jars only, so folders become jars.
     *
     * @param folder where the archive may lie as long as workers start
     */
    static WorkerClasses archived(CatalogFixture fixture, Path folder) throws InterruptedException {
        String path = jars(folder);
        Path archive = folder.resolve("classes.jsa");
        WorkerClasses archiving =
                new WorkerClasses(path, List.of("-Xlog:disable", "-XX:ArchiveClassesAtExit=" + archive));
        try (WorkerProcess first =
                WorkerProcess.start(archiving, fixture, fixture.newAddress(), "first", "first", 0, 1)) {
            first.sayingAll();
        }
        return new WorkerClasses(path, List.of("-Xlog:disable", "-XX:SharedArchiveFile=" + archive));
    }

    private static String jars(Path folder) {
        List<String> jars = new ArrayList<>();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path classes = Path.of(part);
            jars.add(Files.isDirectory(classes) ? jar(classes, folder.resolve(jars.size() + ".jar")) : part);
        }
        return String.join(File.pathSeparator, jars);
    }

    private static String jar(Path classes, Path jar) {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file);
                Stream<Path> found = Files.walk(classes)) {
            for (Path path : found.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(
                        new JarEntry(classes.relativize(path).toString().replace(File.separatorChar, '/')));
                Files.copy(path, entries);
                entries.closeEntry();
            }
            return jar.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a jar of " + classes, e);
        }
    }
}
