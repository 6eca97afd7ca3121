package io.hakiri.connectors.file;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connectors.rows.Origin;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * One file to read.
 *
 * @param name its path relative to the project's folder, with {@code /}; as given where it lies elsewhere; its key in a bucket
 * @param delimiter between the fields of CSV
 */
public record SourceFile(FileContent content, String name, Format format, boolean gzip, byte delimiter)
        implements Origin {
    private static final int PARTITION_BYTES = 256;
    private static final int GZIP_BUFFER_BYTES = 64 * 1024;
    private static final int SKIP_BYTES = 64 * 1024;

    /** The file's name as a partition: itself, or a hash where it is too long or holds control characters. */
    public String partition() {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= PARTITION_BYTES && name.chars().noneMatch(Character::isISOControl)) {
            return name;
        }
        return "sha256:" + HexFormat.of().formatHex(Trace.sha256().digest(bytes));
    }

    /** Opens the content at an offset; trouble where the content before the offset is not what it was. */
    InputStream openAt(FilePosition start, Trace trace) throws IOException {
        return gzip ? openCompressed(start, trace) : openPlain(start, trace);
    }

    private InputStream openPlain(FilePosition start, Trace trace) throws IOException {
        FileContent.Opened opened = content.open();
        try {
            if (start.offset() > 0) {
                if (opened.length() < start.offset()) {
                    throw shortened(opened.length(), start);
                }
                int tail = (int) Math.min(start.offset(), Trace.TAIL_BYTES);
                trace.jump(
                        opened.bytes(0, (int) Math.min(start.offset(), Trace.HEAD_BYTES)),
                        opened.bytes(start.offset() - tail, tail),
                        start.offset());
                compare(start, trace);
            }
            return opened.from(start.offset());
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private InputStream openCompressed(FilePosition start, Trace trace) throws IOException {
        FileContent.Opened opened = content.open();
        try {
            InputStream in =
                    new GZIPInputStream(new BufferedInputStream(opened.from(0), GZIP_BUFFER_BYTES), GZIP_BUFFER_BYTES);
            byte[] skipped = new byte[SKIP_BYTES];
            while (trace.offset() < start.offset()) {
                int count = in.read(skipped, 0, (int) Math.min(SKIP_BYTES, start.offset() - trace.offset()));
                if (count < 0) {
                    throw shortened(trace.offset(), start);
                }
                trace.add(skipped, 0, count);
            }
            if (start.offset() > 0) {
                compare(start, trace);
            }
            return in;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** Trouble where what was read up to here is not what it was. */
    void compare(FilePosition start, Trace trace) {
        if (!trace.head().equals(start.head()) || !trace.tail().equals(start.tail())) {
            throw new FileChangedException(permanent(
                    name + ": the first " + start.offset() + " bytes, read before, are not what they were: the file was"
                            + " replaced or edited. To read it from its start, `hakiri cursor rewind` the stream, or set"
                            + " on_change = \"reread\" to have that done each time",
                    null));
        }
    }

    FileChangedException shortened(long length, FilePosition start) {
        return new FileChangedException(permanent(
                name + ": holds " + length + " bytes, but " + start.offset()
                        + " were read before: the file was shortened"
                        + " or replaced. To read it from its start, `hakiri cursor rewind` the stream, or set on_change ="
                        + " \"reread\" to have that done each time",
                null));
    }

    @Override
    public boolean hasHeader() {
        return format == Format.CSV;
    }

    @Override
    public ConnectorException broken(long line, long offset, String what) {
        return permanent(name + ":" + line + ": " + what + " (byte " + offset + ")", null);
    }

    private static ConnectorException permanent(String message, @Nullable Throwable cause) {
        return new ConnectorException(ErrorClass.PERMANENT, message, cause);
    }

    /** Trouble with the file itself. */
    ConnectorException translate(IOException e) {
        return switch (e) {
            case ZipException zip ->
                permanent(
                        name + ": is no sound gzip file (" + zip.getMessage() + "); compress it anew, or set"
                                + " compression = \"none\" if it is none",
                        e);
            case EOFException _
            when gzip -> permanent(name + ": the gzip file ends in the middle; was it written completely?", e);
            default -> content.translate(e);
        };
    }
}
