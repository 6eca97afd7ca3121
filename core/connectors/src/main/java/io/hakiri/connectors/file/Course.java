package io.hakiri.connectors.file;

import io.hakiri.catalog.Position;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Which files are read one after the other, and what the positions behind their rows look like. Used by one thread. */
public interface Course {
    /**
     * A file, and where reading it begins.
     *
     * @param note what the course remembers it by
     */
    record Turn(SourceFile file, FilePosition from, Object note) {}

    /** The next file; {@code null} at the end. */
    @Nullable
    Turn next();

    /** How a file is read that does not hold any more what was read of it before; {@code null} where that is trouble. */
    default @Nullable Turn anew(Turn turn) {
        return null;
    }

    /** Where things stand once the rows up to this place are safe. */
    Map<String, Position> at(Turn turn, FilePosition position);

    /** Where things stand once all rows of the file are safe; nothing where that is no news. */
    Map<String, Position> done(Turn turn, FilePosition position);

    /** How many bytes there are to read in all, as far as that is known before. */
    OptionalLong bytesToRead();
}
