package io.hakiri.schema;

import io.hakiri.catalog.InvalidInput;

/**
 * One field of a stream.
 *
 * @param name as the source says it, byte for byte
 */
public record Field(String name, Type type, boolean nullable) {
    public Field {
        if (name.isEmpty()) {
            throw new InvalidInput("field name", "at least one character", "\"\"");
        }
    }
}
