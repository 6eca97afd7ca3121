package io.hakiri.catalog.contract;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * Where workers find their classes.
 *
 * @param path their class path
 * @param options of the JVM
 */
record WorkerClasses(String path, List<String> options) {
    /** Those that the fixture names. */
    static WorkerClasses of(CatalogFixture fixture) {
        return new WorkerClasses(fixture.classPath(), List.of());
    }

    /**
     * Those that the fixture names, and an archive of what a first worker loaded: the others start in half the time. The JVM archives
     * classes of jars only, so folders become jars.
     *
     * @param folder where the archive may lie as long as workers start
     */
    static WorkerClasses archived(CatalogFixture fixture, Path folder) throws InterruptedException {
        String path = jars(fixture.classPath(), folder);
        Path archive = folder.resolve("classes.jsa");
        WorkerClasses archiving =
                new WorkerClasses(path, List.of("-Xlog:disable", "-XX:ArchiveClassesAtExit=" + archive));
        try (WorkerProcess first =
                WorkerProcess.start(archiving, fixture, fixture.newAddress(), "first", "first", 0, 1)) {
            first.sayingAll();
        }
        return new WorkerClasses(path, List.of("-Xlog:disable", "-XX:SharedArchiveFile=" + archive));
    }

    private static String jars(String path, Path folder) {
        List<String> jars = new ArrayList<>();
        for (String part : path.split(File.pathSeparator, -1)) {
            Path classes = Path.of(part);
            Path copy = folder.resolve(jars.size() + ".jar");
            jars.add(Files.isDirectory(classes) ? jar(classes, copy) : withoutFolders(classes, copy));
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

    /** A jar may name a folder in its manifest, and with one on the path nothing is archived: then a copy that names none. */
    private static String withoutFolders(Path jar, Path copy) {
        try (JarFile read = new JarFile(jar.toFile())) {
            Manifest manifest = read.getManifest();
            String path = manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            if (path == null
                    || Stream.of(path.split(" ", -1)).noneMatch(part -> part.equals(".") || part.endsWith("/"))) {
                return jar.toString();
            }
            try (OutputStream file = Files.newOutputStream(copy);
                    JarOutputStream entries = new JarOutputStream(file)) {
                for (JarEntry entry : Collections.list(read.entries())) {
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        entries.putNextEntry(new JarEntry(entry.getName()));
                        read.getInputStream(entry).transferTo(entries);
                        entries.closeEntry();
                    }
                }
            }
            return copy.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the jar " + jar, e);
        }
    }
}
