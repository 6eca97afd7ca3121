package io.hakiri.catalog.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page docs/postgresql.md, parts of which tests do as they stand there. */
final class DocsPage {
    private static final String NAME = "docs/postgresql.md";

    private DocsPage() {}

    static String text() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve(NAME))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException(
                        "no " + NAME + " above " + Path.of("").toAbsolutePath());
            }
        }
        try {
            return Files.readString(folder.resolve(NAME));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The block of SQL that follows {@code <!-- tested: name -->}. */
    static String sql(String name) {
        Matcher block = Pattern.compile("<!-- tested: " + name + " -->\\s+```sql\n(.*?)```", Pattern.DOTALL)
                .matcher(text());
        if (!block.find()) {
            throw new IllegalStateException("no block of SQL named " + name + " in " + NAME);
        }
        return block.group(1);
    }
}
