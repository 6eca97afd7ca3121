package io.hakiri.connectors.file;

import java.util.Locale;

/** How records are written in a file. */
public enum Format {
    CSV,
    NDJSON,
    JSON;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
