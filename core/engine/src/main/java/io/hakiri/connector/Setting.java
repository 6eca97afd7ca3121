package io.hakiri.connector;

import java.util.Optional;

/**
 * One {@code NAME=VALUE} of an option of kind {@link OptionSpec.Kind#SETTINGS}.
 *
 * @param value may have any characters, also {@code =}
 * @param secret whether the value came from {@code secret:NAME}, so that it must never be shown
 */
public record Setting(String name, String value, boolean secret) {
    /** Splits at the first {@code =}; empty where there is none, or no name before it. */
    public static Optional<Setting> parse(String text) {
        int at = text.indexOf('=');
        return at < 1
                ? Optional.empty()
                : Optional.of(new Setting(text.substring(0, at), text.substring(at + 1), false));
    }

    /** The name only: the value may be a secret. */
    @Override
    public String toString() {
        return name + "=…";
    }
}
