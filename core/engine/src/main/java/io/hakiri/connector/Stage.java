package io.hakiri.connector;

import io.hakiri.catalog.Writer;
import java.util.List;
import java.util.Map;

/**
 * Names what one commit stages: the run with its fence, and the step (C-25).
 *
 * @param primaryKeys by stream, for destinations that keep one row per key; a stream that is not named has none
 */
public record Stage(Writer writer, int step, Map<String, List<String>> primaryKeys) {
    public Stage {
        primaryKeys = Map.copyOf(primaryKeys);
    }

    /** Of streams without primary keys. */
    public Stage(Writer writer, int step) {
        this(writer, step, Map.of());
    }

    /** Fields whose values together name a row of the stream; empty where it has none. */
    public List<String> primaryKey(String stream) {
        return primaryKeys.getOrDefault(stream, List.of());
    }
}
