package io.hakiri.connectors.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.hakiri.connectors.rows.JsonCells;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Reads NDJSON: each line one object. */
final class JsonLine implements Syntax {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonCells cells;
    private boolean open;
    private @Nullable String trouble;

    JsonLine(JsonCells cells) {
        this.cells = cells;
    }

    @Override
    public int read(byte[] b, int from, int to, boolean atEnd) {
        b[to] = '\n';
        int at = from;
        while (b[at] != '\n') {
            at++;
        }
        open = at == to;
        if (open && !atEnd) {
            return INCOMPLETE;
        }
        trouble = null;
        try (JsonParser parser = JSON.createParser(b, from, at - from)) {
            parser.nextToken();
            cells.read(parser);
            if (parser.nextToken() != null) {
                trouble = "something stands behind the JSON object; expected the line's end";
            }
        } catch (JsonProcessingException e) {
            trouble = "the line is no JSON: " + e.getOriginalMessage()
                    + (open ? " (the line has no end: is the file still being written?)" : "");
        } catch (JsonCells.NoRowException e) {
            trouble = e.getMessage();
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot fail", e);
        }
        return open ? to : at + 1;
    }

    @Override
    public @Nullable String trouble() {
        return trouble;
    }

    @Override
    public int innerLines() {
        return 0;
    }

    @Override
    public boolean open() {
        return open;
    }

    @Override
    public void take() {
        cells.take();
    }

    @Override
    public void begin() {
        cells.begin();
    }

    @Override
    public void end(byte[] b) {
        cells.end();
    }
}
