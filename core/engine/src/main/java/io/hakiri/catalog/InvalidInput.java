package io.hakiri.catalog;

/**
 * An argument outside the limits that every backend shares (C-22), found before any I/O.
 *
 * <p>Types of this package validate in their constructors, so no backend can accept what another one refuses.
 */
public final class InvalidInput extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private static final int SHOWN_CHARACTERS = 80;

    private final String field;
    private final String limit;
    private final String given;

    /**
     * @param field what was wrong, in the words of the contract, such as {@code pipeline} or {@code lease ttl}
     * @param limit what was expected
     * @param given what came instead; shortened to {@value #SHOWN_CHARACTERS} characters, control characters made visible
     */
    public InvalidInput(String field, String limit, String given) {
        super(field + ": expected " + limit + ", given " + visible(given));
        this.field = field;
        this.limit = limit;
        this.given = visible(given);
    }

    /** What was wrong, in the words of the contract. */
    public String field() {
        return field;
    }

    /** What was expected there. */
    public String limit() {
        return limit;
    }

    /** What was given, shortened and printable. */
    public String given() {
        return given;
    }

    private static String visible(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(SHOWN_CHARACTERS).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                shown.append("\\u%04x".formatted(c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return text.codePointCount(0, text.length()) > SHOWN_CHARACTERS ? shown + "…" : shown.toString();
    }
}
