package io.hakiri.pipeline;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Limits;
import io.hakiri.connector.CursorField;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a pipeline.
 *
 * @param name 1 to 256 bytes of UTF-8 without control characters (C-22)
 * @param cursor {@code null} where the source itself knows how far it has come (a file's byte offset)
 * @param primaryKey fields whose values together name a row; empty where none are declared; each field once
 */
public record StreamSpec(String name, @Nullable CursorSpec cursor, List<String> primaryKey) {
    /** Fields of one primary key. */
    public static final int KEY_FIELDS = 32;

    public StreamSpec {
        Limits.name("stream", name);
        primaryKey = List.copyOf(primaryKey);
        Limits.count("primary key fields", primaryKey, KEY_FIELDS);
        for (String field : primaryKey) {
            if (field.isBlank()) {
                throw new InvalidInput("primary_key", "names of fields", field);
            }
        }
        if (new HashSet<>(primaryKey).size() < primaryKey.size()) {
            throw new InvalidInput("primary_key", "each field once", String.join(", ", primaryKey));
        }
        if (cursor != null && !cursor.strictlyIncreasing() && primaryKey.isEmpty()) {
            throw new InvalidInput(
                    "cursor",
                    "a tie-breaker for rows that have the same " + cursor.field()
                            + ": primary_key = [\"…\"] in the stream, or"
                            + " strictly_increasing = true in the cursor if no two rows ever have the same",
                    "neither");
        }
    }

    /** A stream whose source knows by itself how far it has come. */
    public static StreamSpec named(String name) {
        return new StreamSpec(name, null, List.of());
    }

    /** The cursor as a source is told it; empty where the source needs none. */
    public Optional<CursorField> cursorField() {
        return Optional.ofNullable(cursor)
                .map(by -> new CursorField(by.field(), by.strictlyIncreasing() ? List.of() : primaryKey));
    }
}
