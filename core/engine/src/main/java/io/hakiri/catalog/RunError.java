package io.hakiri.catalog;

/**
 * Why a run failed.
 *
 * @param kind the class of the error, such as {@code transient} or {@code schema-incompatible}
 * @param message for a person, at most 4 KiB; holds no secret and no position
 */
public record RunError(String kind, String message) {
    /** So many characters fit whatever they weigh in UTF-8 (at most three bytes each, four for a pair). */
    public static final int MESSAGE_CHARACTERS = Limits.TEXT_BYTES / 3;

    public RunError {
        Limits.name("error kind", kind);
        Limits.text("error message", message, Limits.TEXT_BYTES);
    }

    /** With as much of a message as a run's record takes. */
    public static RunError shortened(String kind, String message) {
        boolean fits = message.length() <= MESSAGE_CHARACTERS;
        return new RunError(kind, fits ? message : message.substring(0, MESSAGE_CHARACTERS - 1) + "…");
    }
}
