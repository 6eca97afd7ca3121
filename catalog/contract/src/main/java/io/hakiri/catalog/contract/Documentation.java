package io.hakiri.catalog.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The folder docs of the repository that the tests run in: tests hold its pages against what is so. */
public final class Documentation {
    private static final String CONTRACT = "docs/catalog-contract.md";

    private Documentation() {}

    static Path folder() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve(CONTRACT))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException(
                        "no " + CONTRACT + " above " + Path.of("").toAbsolutePath());
            }
        }
        return folder.resolve("docs");
    }

    /** The text of a page, by its file's name. */
    public static String page(String name) {
        try {
            return Files.readString(folder().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The block in a language that follows {@code <!-- tested: name -->} in a page. */
    public static String tested(String page, String name, String language) {
        Matcher block = Pattern.compile(
                        "<!-- tested: " + name + " -->\\s+```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(page(page));
        if (!block.find()) {
            throw new IllegalStateException("no block of " + language + " named " + name + " in docs/" + page);
        }
        return block.group(1);
    }
}
