package io.hakiri.connector;

/**
 * A row that is set aside, never lost (the quarantine).
 *
 * @param where file and line, or what else finds it at the source
 * @param reason why it does not fit, for a person
 * @param row the row as JSON where it could be read, else its raw text
 */
public record RejectedRow(String where, String reason, String row) {}
