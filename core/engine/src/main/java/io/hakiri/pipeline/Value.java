package io.hakiri.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What may stand after a key. The binder, the JSON Schema and the documentation all come from here.
 *
 * @param <T> what it becomes
 */
interface Value<T> {
    /** What the node says; {@code null} where that is wrong, and then the reading has got the problem. */
    @Nullable
    T read(Node node, Reading reading);

    /** The same as a JSON Schema, as far as one can say it. */
    ObjectNode schema();

    /** The same in a few words for a person; also what a problem says that it expected. */
    String words();
}
