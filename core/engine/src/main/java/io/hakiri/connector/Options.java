package io.hakiri.connector;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * The options of one connector as the manifest gives them, checked against its {@link OptionSpec}s and completed with their
 * fallbacks.
 *
 * @param values by name: {@code String}, {@code Long}, {@code Boolean}, {@code List<String>} or
 *     {@code List<Setting>}
 * @param folder what a relative path is relative to
 */
public record Options(Map<String, Object> values, Path folder) {
    public Options {
        values = Map.copyOf(values);
    }

    /** A text that the spec requires or has a fallback for. */
    public String text(String name) {
        return optionalText(name).orElseThrow(() -> new IllegalStateException("no option " + name));
    }

    public Optional<String> optionalText(String name) {
        return Optional.ofNullable((String) values.get(name));
    }

    public boolean flag(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    public OptionalLong number(String name) {
        return values.get(name) instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
    }

    @SuppressWarnings("unchecked") // checked against OptionSpec.Kind.TEXTS when it was made
    public List<String> texts(String name) {
        return (List<String>) values.getOrDefault(name, List.of());
    }

    @SuppressWarnings("unchecked") // checked against OptionSpec.Kind.SETTINGS when it was made
    public List<Setting> settings(String name) {
        return (List<Setting>) values.getOrDefault(name, List.of());
    }

    /** The names only: a value may be a secret. */
    @Override
    public String toString() {
        return "Options" + new TreeSet<>(values.keySet());
    }
}
