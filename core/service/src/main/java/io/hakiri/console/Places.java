package io.hakiri.console;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.Position;
import io.hakiri.connector.Connectors;
import io.hakiri.connector.CursorField;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.pipeline.StreamSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Positions of one pipeline in the words of its source, as it is declared. */
final class Places {
    private final Function<Position, String> words;
    private final Map<String, String> fields;

    private Places(Function<Position, String> words, Map<String, String> fields) {
        this.words = words;
        this.fields = fields;
    }

    static Places of(Connectors connectors, Optional<PipelineState> state) {
        return of(connectors, state.map(PipelineState::manifest).orElse(null));
    }

    static Places of(Connectors connectors, @Nullable String manifest) {
        if (manifest == null) {
            return new Places(Position::value, Map.of());
        }
        try {
            Pipeline pipeline = Pipeline.ofCanonicalJson(manifest);
            Map<String, String> fields = new HashMap<>();
            for (StreamSpec stream : pipeline.streams()) {
                stream.cursorField().map(CursorField::field).ifPresent(field -> fields.put(stream.name(), field));
            }
            return new Places(connectors.shown(pipeline.source().connector()), fields);
        } catch (InvalidInput e) { // declared by a worker in words of its own: only it knows more
            return new Places(Position::value, Map.of());
        }
    }

    Place of(@Nullable Position position) {
        if (position == null) {
            return Place.START;
        }
        String says = words.apply(position);
        return new Place(says, says.equals(position.value()) ? "" : position.value());
    }

    /** The field by which a stream is read now; empty where there is none. */
    String field(String stream) {
        return fields.getOrDefault(stream, "");
    }
}
