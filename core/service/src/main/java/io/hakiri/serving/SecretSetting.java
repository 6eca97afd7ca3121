package io.hakiri.serving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A secret that is in an environment variable, or in the file that another one names, and never an option: whoever may list the
 * processes of a machine would read it.
 *
 * @param name of the variable, or of the one with the file, for people
 */
public record SecretSetting(String name, String text) {
    private static final String FILE = "_FILE";
    /** A secret is shorter; what is longer is another file. */
    private static final long LARGEST_FILE = 4096;

    /**
     * The secret of {@code NAME} or {@code NAME_FILE}; {@code null} where neither is set.
     *
     * @throws WrongSettings where both are, or the file cannot be read
     */
    public static @Nullable SecretSetting of(Map<String, String> environment, String name) {
        String text = said(environment.get(name));
        String file = said(environment.get(name + FILE));
        if (text != null && file != null) {
            throw new WrongSettings(name + " and " + name + FILE + " are both set; which one? Unset the other");
        }
        if (file != null) {
            return new SecretSetting(
                    name + FILE + ", " + file, read(name + FILE, Path.of(file)).strip());
        }
        return text == null ? null : new SecretSetting(name, text);
    }

    private static String read(String name, Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new WrongSettings(name + ": expected a file with a token, " + file + " is longer");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new WrongSettings(
                    name + ": cannot read " + file + " (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** A setting; {@code null} where it is blank or not there. */
    public static @Nullable String said(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    @Override
    public String toString() {
        return name;
    }
}
