package io.hakiri.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A {@code function.zip}, and what Lambda makes of it. */
public final class FunctionPackage {
    private static final String BOOTSTRAP = "bootstrap";

    private FunctionPackage() {}

    /**
     * Unpacks it.
     *
     * @param into a folder that is empty or not there
     * @throws IOException also where a name in it would lead out of the folder
     */
    public static void unpack(Path zip, Path into) throws IOException {
        Files.createDirectories(into);
        try (InputStream bytes = Files.newInputStream(zip);
                ZipInputStream entries = new ZipInputStream(bytes)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path file = into.resolve(entry.getName()).normalize();
                if (!file.startsWith(into)) {
                    throw new IOException(zip + ": a name in it leads out of it: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(entries, file);
                }
            }
        }
        Path program = into.resolve(BOOTSTRAP);
        if (Files.exists(program) && !program.toFile().setExecutable(true)) {
            throw new IOException(program + ": cannot be made executable");
        }
    }
}
