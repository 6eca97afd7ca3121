package io.hakiri.connector;

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
}
