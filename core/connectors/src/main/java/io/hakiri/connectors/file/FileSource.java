package io.hakiri.connectors.file;

import io.hakiri.catalog.Position;
import io.hakiri.connector.ConnectorType;
import io.hakiri.connector.OptionSpec;
import io.hakiri.connector.Options;
import io.hakiri.connector.Source;
import java.util.List;

/**
 * Reads files of a local disk: CSV, NDJSON and JSON, plain or gzip.
 *
 * <p>Without a cursor field each file is a partition, named by its path, and goes on at the byte where it stood: what was
 * appended is all that is read. With one, all files together are one partition, each run looks through all of them, and only
 * rows beyond the greatest value seen so far are handed over; rows need not be sorted.
 *
 * <p>Types are inferred so that no value is lost: what cannot be given back exactly by a narrower type stays text. A
 * boolean is {@code true} or {@code false}; an integer has no leading zero and no plus; a number with a point is a 64-bit float
 * where that gives it back, else a decimal of up to 38 digits; a date is {@code yyyy-MM-dd}; a time has a {@code Z}, or no
 * zone at all. Strings of JSON are texts always, unless the shape accepted before says otherwise. In CSV an empty field is no
 * value, an empty field in quotes is an empty text (no value in a field of another type), and empty lines are skipped.
 */
public final class FileSource implements ConnectorType.OfSource {
    /** How much of a file becomes one batch: enough to be quick, little enough for three in a small heap. */
    static final int CHUNK_BYTES = 2 * 1024 * 1024;

    private final int chunkBytes;

    public FileSource() {
        this(CHUNK_BYTES);
    }

    /** @param chunkBytes how much of a file is read at a time, at least; a record that is longer takes its own length */
    FileSource(int chunkBytes) {
        this.chunkBytes = chunkBytes;
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public String description() {
        return "Reads CSV, NDJSON and JSON files, plain or gzip, and goes on where a file was appended to.";
    }

    @Override
    public List<OptionSpec> options() {
        return FileSettings.SPECS;
    }

    @Override
    public String shown(Position position) {
        return ShownPosition.of(position);
    }

    @Override
    public Source open(Options options) {
        return new LocalFiles(FileSettings.of(options), chunkBytes);
    }
}
