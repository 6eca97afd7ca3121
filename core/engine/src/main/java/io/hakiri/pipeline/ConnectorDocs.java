package io.hakiri.pipeline;

import io.hakiri.connector.ConnectorType;
import io.hakiri.connector.OptionSpec;

/** The reference of a connector's options, made from what the manifest is checked against. */
public final class ConnectorDocs {
    private ConnectorDocs() {}

    /** A heading, a sentence and a table of options, as Markdown, ending in a line feed. */
    public static String markdown(ConnectorType type) {
        StringBuilder page = new StringBuilder();
        page.append("### `").append(type.name()).append("`\n\n");
        page.append(type.description()).append("\n\n");
        if (type.options().isEmpty()) {
            return page.append("It has no options.\n").toString();
        }
        page.append("| option | value | default | meaning |\n|---|---|---|---|\n");
        for (OptionSpec option : type.options()) {
            page.append("| `%s` | %s | %s | %s |%n"
                    .formatted(option.name(), value(option), fallback(option), ManifestDocs.cell(option.description()))
                    .replace(System.lineSeparator(), "\n"));
        }
        return page.toString();
    }

    private static String value(OptionSpec option) {
        if (!option.allowed().isEmpty()) {
            return option.allowed().stream()
                    .map(word -> "`" + ManifestDocs.cell(word) + "`")
                    .reduce((a, b) -> a + ", " + b)
                    .orElse("");
        }
        return switch (option.kind()) {
            case TEXT -> "text";
            case INTEGER -> "whole number";
            case BOOLEAN -> "`true` or `false`";
            case TEXTS -> "text or list of texts";
            case SETTINGS -> "texts `NAME=VALUE`; a value may be `secret:NAME`";
            case SECRET -> "`secret:NAME`";
        };
    }

    private static String fallback(OptionSpec option) {
        if (option.required()) {
            return "required";
        }
        return option.fallback() == null || option.fallback().isEmpty()
                ? "none"
                : "`" + ManifestDocs.cell(option.fallback()) + "`";
    }
}
