package io.hakiri.report;

/**
 * A column of a report.
 *
 * @param name as in JSON and in the header of CSV
 * @param meaning for a person, with the unit
 */
public record Column(String name, Type type, String meaning) {
    /** What stands in it; any of them may be missing. */
    public enum Type {
        TEXT,
        /** A whole number, 0 or more. */
        COUNT,
        /** A number with parts, 0 or more. */
        DECIMAL
    }
}
