package io.hakiri.connectors.file;

import io.hakiri.connectors.rows.RawColumn;
import io.hakiri.connectors.rows.RawRows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The first record of a CSV file, which names the fields. */
final class CsvHeader {
    private final SourceFile file;
    private final CsvRecord record;
    private final Utf8 utf8 = new Utf8();

    private CsvHeader(SourceFile file) {
        this.file = file;
        this.record = new CsvRecord(file.delimiter(), new RawRows());
    }

    /** Reads the names at the start of a file, and consumes them; none where the file is empty. */
    static List<String> read(SourceFile file, Feed from) throws IOException {
        return new CsvHeader(file).read(from);
    }

    /** Reads the names of a file that is read on further behind. */
    static List<String> of(SourceFile file, int chunkBytes) throws IOException {
        try (Feed fromStart = Feed.open(file, FilePosition.START, chunkBytes)) {
            return read(file, fromStart);
        }
    }

    private List<String> read(Feed from) throws IOException {
        from.fill();
        from.skipByteOrderMark();
        while (from.from < from.to) {
            int blank = LineRecords.blankLine(from.buffer, from.from, from.to, from.atEnd);
            if (blank > 0) {
                from.consume(from.from + blank);
                from.line++;
                continue;
            }
            int end = record.read(from.buffer, from.from, from.to, from.atEnd);
            if (end == Syntax.INCOMPLETE) {
                from.grow();
                from.fill();
                continue;
            }
            List<String> names = names(from, end);
            from.line += record.innerLines() + (record.open() ? 0 : 1);
            from.consume(end);
            return names;
        }
        return List.of();
    }

    private List<String> names(Feed from, int end) {
        if (record.troubleWithin() != null) {
            throw file.broken(from.line, from.offset(from.from), "the header: " + record.troubleWithin());
        }
        if (utf8.firstWrong(from.buffer, from.from, end) < end) {
            throw file.broken(from.line, from.offset(from.from), "the header is not UTF-8; convert the file to UTF-8");
        }
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < record.fields; i++) {
            String name = text(from.buffer, i);
            String where = "the header's field " + (i + 1);
            if (name.isEmpty()) {
                throw file.broken(from.line, from.offset(from.from), where + " has no name; give each field one");
            }
            if (name.indexOf('\r') >= 0) {
                throw file.broken(
                        from.line,
                        from.offset(from.from),
                        where + " holds a CR without an LF; expected lines that end in LF or CRLF");
            }
            if (!seen.add(name)) {
                throw file.broken(
                        from.line,
                        from.offset(from.from),
                        where + " has the name \"" + name + "\" a second time; give each field a name of its own");
            }
            names.add(name);
        }
        return names;
    }

    private String text(byte[] bytes, int field) {
        int start = record.starts[field];
        int end = record.ends[field] & RawColumn.END;
        String raw = new String(bytes, start, end - start, StandardCharsets.UTF_8);
        return record.ends[field] >>> RawColumn.KIND_SHIFT == RawColumn.ESCAPED ? raw.replace("\"\"", "\"") : raw;
    }
}
