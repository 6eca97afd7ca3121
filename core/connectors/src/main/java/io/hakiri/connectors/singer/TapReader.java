package io.hakiri.connectors.singer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.hakiri.batch.Batch;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.RejectedRow;
import io.hakiri.connector.SourceBatch;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.StreamRead;
import io.hakiri.connectors.rows.JsonCells;
import io.hakiri.connectors.rows.Origin;
import io.hakiri.connectors.rows.RawRows;
import io.hakiri.connectors.rows.Typing;
import io.hakiri.schema.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a tap writes about one stream. Rows are handed over with the state behind them, or, where there are too many to
 * wait for one, without: then they wait for it in the run (ADR 0017). Where the tap fails, rows behind the last state are left
 * out: the next run gets them again.
 */
final class TapReader implements SourceReader, Origin {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int PARTS_OF_A_BATCH = 8;
    private static final int ENOUGH_ROWS = 10_000;
    private static final int MOST_ROWS = 50_000;
    private static final long ENOUGH_NANOS = 1_000_000_000;
    private static final int SHOWN_CHARACTERS = 60;

    private final Running running;
    private final String program;
    private final StreamRead read;
    private final @Nullable Shape known;
    private final int batchBytes;
    private final Typing typing;
    private final RawRows raw = new RawRows();
    private final JsonCells cells = new JsonCells(raw, false);
    private final Set<String> otherStreams = new TreeSet<>();

    private @Nullable TapSchema schema;
    private @Nullable String state;
    /** Whether there is a state that was not handed over, and how many rows and rejected ones of those at hand are before it. */
    private boolean moved;

    private int rowsBeforeState;
    private int rejectedBeforeState;
    private boolean openBehind;
    private boolean handedOver = true;
    private boolean cellsEnded;
    private boolean finished;
    private long since;
    private long bytes;
    private @Nullable ConnectorException failure;

    /** A tap at work with what belongs to it. */
    record Running(TapProcess process, TapLines lines, TapFolder files, TapWords words) {}

    TapReader(Running running, String program, StreamRead read, @Nullable String state, int batchBytes) {
        this.running = running;
        this.program = program;
        this.read = read;
        this.known = read.known();
        this.state = state;
        this.batchBytes = batchBytes;
        this.typing = new Typing(known, new HashSet<>(read.primaryKey()), read.setAsideBad());
    }

    @Override
    public @Nullable SourceBatch next() {
        if (failure != null) {
            throw failure;
        }
        if (finished) {
            return null;
        }
        if (handedOver) {
            begin();
        }
        try {
            while (true) {
                SourceBatch batch = switch (running.lines.next()) {
                    case TapLines.Said.Line line -> take(line);
                    case TapLines.Said.Nothing() -> quiet();
                    case TapLines.Said.End(boolean inLine) -> {
                        finished = true;
                        yield end(inLine);
                    }
                };
                if (batch != null || finished) {
                    return batch;
                }
            }
        } catch (ConnectorException e) {
            failure = e;
            running.process.close();
            return good(e);
        }
    }

    private void begin() {
        raw.clear();
        raw.failure = null;
        cells.begin();
        cellsEnded = false;
        handedOver = false;
        rowsBeforeState = 0;
        rejectedBeforeState = 0;
        since = System.nanoTime();
    }

    private @Nullable SourceBatch take(TapLines.Said.Line line) {
        bytes += line.to() - line.from();
        Message message;
        try {
            message = Message.of(line.bytes(), line.from(), line.to());
            return switch (message) {
                case Message.Row(String stream, String record) -> row(stream, record);
                case Message.State(String value) -> state(value);
                case Message.Schema(String stream, String text) -> schema(stream, text);
                case Message.Batch(String stream) ->
                    throw broken(
                            running.lines.number(),
                            0,
                            "is a BATCH message of stream \"" + stream
                                    + "\", whose rows stand in files; expected RECORD messages. Switch batches off in the tap's configuration");
                case Message.Other _ -> null;
            };
        } catch (Message.NoMessageException e) {
            throw broken(
                    running.lines.number(),
                    0,
                    e.getMessage() + "; expected one Singer message in each line of the output" + ". It begins with: "
                            + beginning(line));
        }
    }

    private String beginning(TapLines.Said.Line line) {
        String text = new String(
                line.bytes(),
                line.from(),
                Math.min(line.to() - line.from(), SHOWN_CHARACTERS * SHOWN_CHARACTERS),
                StandardCharsets.UTF_8);
        String shown = running.words.hidden(text).replaceAll("\\p{Cntrl}", "?");
        return shown.length() > SHOWN_CHARACTERS ? shown.substring(0, SHOWN_CHARACTERS) + "…" : shown;
    }

    private @Nullable SourceBatch row(String stream, String record) {
        if (!stream.equals(read.stream())) {
            otherStreams.add(stream);
            return null;
        }
        long line = running.lines.number();
        if (schema == null) {
            throw broken(
                    line, 0, "is a row of stream \"" + stream + "\" before its SCHEMA message; expected that first");
        }
        String trouble = null;
        try (JsonParser parser = JSON.createParser(record)) {
            parser.nextToken();
            cells.read(parser);
            raw.startRow(line, 0);
            cells.take();
        } catch (IOException e) {
            trouble = String.valueOf(e.getMessage());
        }
        if (trouble != null) {
            if (!read.setAsideBad()) {
                throw broken(line, 0, trouble);
            }
            raw.rejected.add(new RejectedRow(where(line), trouble, record));
        }
        return cells.size() >= batchBytes || raw.rows >= MOST_ROWS ? handOver() : null;
    }

    private @Nullable SourceBatch state(String value) {
        state = value;
        moved = true;
        rowsBeforeState = raw.rows;
        rejectedBeforeState = raw.rejected.size();
        boolean enough = cells.size() >= batchBytes / PARTS_OF_A_BATCH
                || raw.rows >= ENOUGH_ROWS
                || System.nanoTime() - since >= ENOUGH_NANOS;
        return enough ? handOver() : null;
    }

    private @Nullable SourceBatch schema(String stream, String text) throws Message.NoMessageException {
        if (!stream.equals(read.stream())) {
            otherStreams.add(stream);
            return null;
        }
        if (schema != null && schema.text().equals(text)) {
            return null;
        }
        TapSchema fresh = TapSchema.of(text);
        SourceBatch before = raw.rows > 0 ? handOver() : null;
        schema = fresh;
        fresh.hint(typing, known);
        return before;
    }

    /** What is complete need not wait for a tap that says nothing; the run looks up in any case. */
    private SourceBatch quiet() {
        boolean complete = moved && rowsBeforeState == raw.rows && rejectedBeforeState == raw.rejected.size();
        return complete ? handOver() : new SourceBatch(Typing.NO_ROWS, row -> "", List.of(), Map.of(), 0);
    }

    private @Nullable SourceBatch end(boolean inLine) {
        int exit = running.process.exit();
        if (exit != 0) {
            throw running.process.trouble("ended with exit code " + exit);
        }
        SourceBatch before = inLine ? take(running.lines.rest()) : null;
        if (before != null) {
            finished = false; // the end is found again
            return before;
        }
        if (schema == null && !otherStreams.isEmpty()) {
            throw SingerSettings.permanent(
                    program + ": said nothing of stream \"" + read.stream() + "\"; it has " + otherStreams);
        }
        if (raw.rows == 0 && raw.rejected.isEmpty() && !moved && !openBehind) {
            return null;
        }
        // the tap is through: what it said last holds for all rows
        moved = true;
        rowsBeforeState = raw.rows;
        rejectedBeforeState = raw.rejected.size();
        return handOver();
    }

    /** The rows up to the last state, where there is one that was not handed over; otherwise the trouble. */
    private SourceBatch good(ConnectorException trouble) {
        if (!moved || rowsBeforeState > raw.rows) {
            throw trouble;
        }
        raw.failure = null;
        if (rowsBeforeState < raw.rows) {
            raw.truncate(rowsBeforeState);
        }
        raw.rejected.subList(rejectedBeforeState, raw.rejected.size()).clear();
        return handOver();
    }

    private SourceBatch handOver() {
        if (!cellsEnded) {
            cells.end();
            cellsEnded = true;
        }
        boolean complete = moved && rowsBeforeState == raw.rows && rejectedBeforeState == raw.rejected.size();
        typing.checkRequired(this, raw);
        if (raw.failure != null) {
            throw raw.failure;
        }
        Batch batch = typing.batch(raw, Map.of());
        TapSchema declared = schema;
        int[] lines = raw.lines;
        Map<String, Position> positions =
                complete ? Map.of(StreamPartition.DEFAULT_PARTITION, TapState.position(state)) : Map.of();
        SourceBatch handed = new SourceBatch(
                declared == null ? batch : declared.complete(batch, known),
                row -> where(lines[row]),
                raw.rejected,
                positions,
                bytes);
        bytes = 0;
        handedOver = true;
        moved = moved && !complete;
        openBehind = !complete && (openBehind || handed.isOpen());
        return handed;
    }

    @Override
    public String name() {
        return program;
    }

    @Override
    public String where(long line) {
        return program + " line " + line;
    }

    @Override
    public ConnectorException broken(long line, long offset, String what) {
        return SingerSettings.permanent(where(line) + ": " + what);
    }

    @Override
    public boolean hasHeader() {
        return false;
    }

    @Override
    public OptionalLong bytesToRead() {
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        running.process.close();
        running.files.close();
    }
}
