package io.hakiri.pipeline;

import io.hakiri.connector.Connectors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The reference of a manifest's keys, made from the keys that the reader binds. */
public final class ManifestDocs {
    private ManifestDocs() {}

    /** A heading and a table for each table of a manifest, as Markdown, ending in a line feed. */
    public static String markdown() {
        StringBuilder page = new StringBuilder();
        tables(page, "", new ManifestKeys(new Connectors(List.of(), List.of())).projectFile);
        return page.substring(1);
    }

    private static void tables(StringBuilder page, String path, Keys keys) {
        page.append("\n### ")
                .append(path.isEmpty() ? "The file" : "`" + path + "`")
                .append("\n\n");
        page.append("| key | value | default | meaning |\n|---|---|---|---|\n");
        for (Key<?> key : keys.all()) {
            page.append("| `").append(key.name()).append("` | ");
            page.append(cell(key.value().words())).append(" | ");
            page.append(key.required() ? "required" : key.fallback() == null ? "none" : cell(key.fallback()))
                    .append(" | ");
            page.append(cell(key.description())).append(" |\n");
        }
        for (Key<?> key : keys.all()) {
            Keys nested = nested(key.value());
            if (nested != null) {
                tables(page, path.isEmpty() ? key.name() : path + "." + key.name(), nested);
            }
        }
    }

    private static @Nullable Keys nested(Value<?> value) {
        return switch (value) {
            case Values.Table<?> table -> table.keys();
            case Values.Items<?> items -> nested(items.item());
            default -> null;
        };
    }

    /** A text inside a cell of a Markdown table. */
    static String cell(String text) {
        return text.replace("|", "\\|").replace('\n', ' ');
    }
}
