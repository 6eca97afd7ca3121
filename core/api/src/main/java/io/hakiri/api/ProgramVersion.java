package io.hakiri.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version that the build wrote down: each end tells it to the other. */
public final class ProgramVersion {
    private ProgramVersion() {}

    /** Such as {@code 0.1.0}. */
    public static String current() {
        Properties properties = new Properties();
        try (InputStream in = ProgramVersion.class.getResourceAsStream("program.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the program cannot read its own version", e);
        }
        return properties.getProperty("version", "unknown");
    }
}
