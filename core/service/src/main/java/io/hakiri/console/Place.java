package io.hakiri.console;

/**
 * A position as a person reads it.
 *
 * @param kept as the catalog keeps it; empty where that says the same
 */
public record Place(String says, String kept) {
    static final Place START = new Place("the start", "");
}
