package io.hakiri.catalog.dynamodb;

/**
 * Something that a table has otherwise than {@link TableDefinition} says.
 *
 * @param what such as {@code billing}
 * @param mend what to do about it
 * @param fatal whether a catalog cannot work like this, or not safely
 */
record Difference(String what, String expected, String found, String mend, boolean fatal) {
    @Override
    public String toString() {
        return what + ": expected " + expected + ", found " + found + ". " + mend;
    }
}
