package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * What a check of {@code doctor} found.
 *
 * @param exit the exit code that it asks for
 */
record Finding(String check, Health health, String text, int exit) {
    /** How a check came out; the later, the worse. */
    enum Health {
        OK,
        WARNING,
        BAD
    }

    static Finding ok(String check, String text) {
        return new Finding(check, Health.OK, text, Exit.DONE);
    }

    static Finding warning(String check, String text) {
        return new Finding(check, Health.WARNING, text, Exit.DONE);
    }

    static Finding bad(String check, String text, int exit) {
        return new Finding(check, Health.BAD, text, exit);
    }

    ObjectNode json() {
        return Output.object()
                .put("check", check)
                .put("health", health.name().toLowerCase(Locale.ROOT))
                .put("finding", text);
    }
}
