package io.hakiri.serving;

import java.util.List;

/** The environment says something that cannot be: all of it at once, a line each, that a person can act on. Names no secret. */
public final class WrongSettings extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WrongSettings(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
    }

    public WrongSettings(String problem) {
        this(List.of(problem));
    }
}
