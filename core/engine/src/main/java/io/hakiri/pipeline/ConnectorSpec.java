package io.hakiri.pipeline;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ConnectorType;
import io.hakiri.connector.Connectors;
import io.hakiri.connector.Destination;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.OptionSpec;
import io.hakiri.connector.Options;
import io.hakiri.connector.Setting;
import io.hakiri.connector.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A connector and what it was told: what the manifest says, no more, so that a fallback that changes needs no new version
 * of a manifest. Secrets are references here.
 *
 * @param connector its name
 * @param options by name: {@code String}, {@code Long}, {@code Boolean} or {@code List<String>}
 */
public record ConnectorSpec(String connector, SortedMap<String, Object> options) {
    public ConnectorSpec {
        SortedMap<String, Object> copy = new TreeMap<>();
        options.forEach((name, value) -> copy.put(name, value instanceof List<?> list ? List.copyOf(list) : value));
        options = Collections.unmodifiableSortedMap(copy);
    }

    public ConnectorSpec(String connector, Map<String, Object> options) {
        this(connector, new TreeMap<>(options));
    }

    /**
     * Makes the source.
     *
     * @param folder what relative paths are relative to
     * @throws ConnectorException permanent where there is no such connector or no such secret
     */
    public Source openSource(Connectors connectors, Path folder, Secrets secrets) {
        ConnectorType.OfSource type = connectors.source(connector).orElseThrow(() -> unknown("source"));
        return type.open(completed(type.options(), folder, secrets));
    }

    /** Makes the destination; otherwise like {@link #openSource}. */
    public Destination openDestination(Connectors connectors, Path folder, Secrets secrets) {
        ConnectorType.OfDestination type = connectors.destination(connector).orElseThrow(() -> unknown("destination"));
        return type.open(completed(type.options(), folder, secrets));
    }

    /** With fallbacks for what was left out, and with the values of secrets. */
    Options completed(List<OptionSpec> specs, Path folder, Secrets secrets) {
        Map<String, Object> values = new HashMap<>(options);
        for (OptionSpec spec : specs) {
            if (spec.fallback() != null) {
                values.putIfAbsent(spec.name(), value(spec.kind(), spec.fallback()));
            }
            if (spec.kind() == OptionSpec.Kind.SECRET && values.get(spec.name()) instanceof String reference) {
                values.put(spec.name(), secret(spec.name(), reference, secrets));
            }
            if (spec.kind() == OptionSpec.Kind.SETTINGS && values.get(spec.name()) instanceof List<?> texts) {
                values.put(spec.name(), settings(spec.name(), texts, secrets));
            }
        }
        return new Options(values, folder);
    }

    private static Object value(OptionSpec.Kind kind, String fallback) {
        return switch (kind) {
            case TEXT, SECRET -> fallback;
            case INTEGER -> Long.valueOf(fallback);
            case BOOLEAN -> Boolean.valueOf(fallback);
            case TEXTS, SETTINGS -> fallback.isEmpty() ? new ArrayList<String>() : List.of(fallback.split(",", -1));
        };
    }

    private List<Setting> settings(String option, List<?> texts, Secrets secrets) {
        List<Setting> settings = new ArrayList<>();
        for (Object text : texts) {
            Setting setting = Setting.parse(text.toString())
                    .orElseThrow(() -> new ConnectorException(
                            ErrorClass.PERMANENT,
                            "connector " + connector + ", option " + option + ": expected NAME=VALUE in each text",
                            null));
            settings.add(
                    setting.value().startsWith(Secrets.PREFIX)
                            ? new Setting(setting.name(), secret(option, setting.value(), secrets), true)
                            : setting);
        }
        return List.copyOf(settings);
    }

    private String secret(String option, String reference, Secrets secrets) {
        String name = reference.startsWith(Secrets.PREFIX) ? reference.substring(Secrets.PREFIX.length()) : "";
        return secrets.resolve(name)
                .orElseThrow(() -> new ConnectorException(
                        ErrorClass.PERMANENT,
                        "connector " + connector + ", option " + option + ": there is no secret " + name + "; "
                                + secrets.advice(name),
                        null));
    }

    private ConnectorException unknown(String side) {
        return new ConnectorException(ErrorClass.PERMANENT, "this program has no " + side + " " + connector, null);
    }
}
