package io.hakiri.connector;

import java.util.ArrayList;
import java.util.List;

/**
 * The field of a stream that says how far it has come.
 *
 * @param field its name
 * @param tieBreakers fields (the primary key) that make equal values of it distinct; empty where the stream is declared
 *     strictly increasing
 */
public record CursorField(String field, List<String> tieBreakers) {
    public CursorField {
        tieBreakers = List.copyOf(tieBreakers);
    }

    /** The fields that together say which row comes after which: this one, then the tie-breakers, each once. */
    public List<String> tuple() {
        List<String> fields = new ArrayList<>();
        fields.add(field);
        tieBreakers.stream().filter(breaker -> !breaker.equals(field)).forEach(fields::add);
        return fields;
    }
}
