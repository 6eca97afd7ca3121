package io.hakiri.connector;

import io.hakiri.catalog.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The connectors that a program has inside, by name. */
public final class Connectors {
    private final Map<String, ConnectorType.OfSource> sources = new TreeMap<>();
    private final Map<String, ConnectorType.OfDestination> destinations = new TreeMap<>();

    public Connectors(
            List<? extends ConnectorType.OfSource> sources, List<? extends ConnectorType.OfDestination> destinations) {
        sources.forEach(type -> this.sources.put(type.name(), type));
        destinations.forEach(type -> this.destinations.put(type.name(), type));
    }

    /** All that read, by name. */
    public List<ConnectorType.OfSource> sources() {
        return List.copyOf(sources.values());
    }

    /** All that write, by name. */
    public List<ConnectorType.OfDestination> destinations() {
        return List.copyOf(destinations.values());
    }

    public Optional<ConnectorType.OfSource> source(String name) {
        return Optional.ofNullable(sources.get(name));
    }

    /** How a person reads the positions of a source; as they are kept where there is none of that name, or they are none of its own. */
    public Function<Position, String> shown(String source) {
        ConnectorType.OfSource type = sources.get(source);
        return type == null ? Position::value : position -> shown(type, position);
    }

    private static String shown(ConnectorType.OfSource type, Position position) {
        try {
            return type.shown(position);
        } catch (ConnectorException e) {
            return position.value();
        }
    }

    public Optional<ConnectorType.OfDestination> destination(String name) {
        return Optional.ofNullable(destinations.get(name));
    }
}
