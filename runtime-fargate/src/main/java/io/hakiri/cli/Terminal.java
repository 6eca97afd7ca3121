package io.hakiri.cli;

import java.io.Console;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a person is watching. */
final class Terminal {
    private Terminal() {}

    static boolean present() {
        @Nullable Console console = System.console(); // null still where the JDK was built without one
        return Optional.ofNullable(console).map(Console::isTerminal).orElse(false);
    }

    /** Colour only for a person who did not turn it off (no-color.org). */
    static boolean colour() {
        String off = System.getenv("NO_COLOR");
        return present() && (off == null || off.isEmpty());
    }
}
