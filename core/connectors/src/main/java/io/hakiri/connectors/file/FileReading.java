package io.hakiri.connectors.file;

import io.hakiri.catalog.Position;
import io.hakiri.connector.CursorField;
import io.hakiri.connector.OptionSpec;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.StreamRead;
import java.util.List;
import java.util.Set;

/** How files are read, for sources whose files lie elsewhere than on a local disk. */
public final class FileReading {
    private static final Set<String> OF_ANY_PLACE = Set.of("format", "records", "delimiter", "compression", "flatten");

    private FileReading() {}

    /** The options that say what is in a file. */
    public static List<OptionSpec> options() {
        return FileSettings.SPECS.stream()
                .filter(spec -> OF_ANY_PLACE.contains(spec.name()))
                .toList();
    }

    /** Reads files one after the other. */
    public static SourceReader inTurn(Course course, StreamRead read, FileSettings settings) {
        return new LookAhead(new FilesInTurn(course, read, open(read, settings)));
    }

    /** Looks through all files for rows beyond the greatest value of a field. */
    public static SourceReader byField(
            List<SourceFile> files, StreamRead read, CursorField cursor, FileSettings settings) {
        return new LookAhead(RowsAfter.all(files, read, cursor, open(read, settings)));
    }

    /** Looks through all files for the rows of a part, by a field. */
    public static SourceReader rangeByField(
            List<SourceFile> files,
            StreamRead read,
            CursorField cursor,
            Position.Monotonic upTo,
            FileSettings settings) {
        return new LookAhead(RowsAfter.range(files, read, cursor, ScanPosition.of(upTo), open(read, settings)));
    }

    /** The position behind a value of the cursor field. */
    public static Position behindValue(StreamRead read, String value, FileSettings settings) {
        return new LocalFiles(settings, FileSource.CHUNK_BYTES).positionAfter(read, value);
    }

    /** A position in a file or by a field, as people read it. */
    public static String shown(Position position) {
        return ShownPosition.of(position);
    }

    private static OpenFile open(StreamRead read, FileSettings settings) {
        return new OpenFile(settings, (int) Math.min(FileSource.CHUNK_BYTES, read.batchBytes()), read.setAsideBad());
    }
}
