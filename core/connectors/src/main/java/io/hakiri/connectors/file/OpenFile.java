package io.hakiri.connectors.file;

import io.hakiri.connector.ConnectorException;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/** Opens files in their formats, and says in words of the source what went wrong. */
record OpenFile(FileSettings settings, int chunkBytes, boolean setAsideBad) {
    /** Opens a file at a position; {@link FileChangedException} where it does not hold any more what it held. */
    Records at(SourceFile file, FilePosition start) {
        try {
            return switch (file.format()) {
                case CSV -> LineRecords.csv(file, start, settings, chunkBytes, setAsideBad);
                case NDJSON -> LineRecords.ndjson(file, start, settings, chunkBytes, setAsideBad);
                case JSON -> JsonArrayRecords.open(file, start, settings, chunkBytes, setAsideBad);
            };
        } catch (IOException e) {
            throw file.translate(e);
        }
    }

    /** How many bytes there are from the positions on; nothing where a compressed file hides it. */
    static OptionalLong bytesToRead(List<SourceFile> files, ToLongFunction<SourceFile> offset) {
        long bytes = 0;
        for (SourceFile file : files) {
            if (file.gzip()) {
                return OptionalLong.empty();
            }
            try {
                bytes += Math.max(0, file.content().length() - offset.applyAsLong(file));
            } catch (IOException e) {
                return OptionalLong.empty(); // reading will say it
            }
        }
        return OptionalLong.of(bytes);
    }

    static void close(SourceFile file, AutoCloseable records) {
        try {
            records.close();
        } catch (ConnectorException e) {
            throw e;
        } catch (IOException e) {
            throw file.translate(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
