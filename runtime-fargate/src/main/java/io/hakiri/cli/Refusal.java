package io.hakiri.cli;

import java.util.List;

/** Ends a command with a message for the person and an exit code. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exit;

    private Refusal(int exit, String message) {
        super(message);
        this.exit = exit;
    }

    int exit() {
        return exit;
    }

    static Refusal usage(String message) {
        return new Refusal(Exit.USAGE, message);
    }

    static Refusal usage(List<?> problems) {
        return usage(String.join(
                System.lineSeparator(), problems.stream().map(Object::toString).toList()));
    }

    static Refusal refused(String message) {
        return new Refusal(Exit.REFUSED, message);
    }
}
