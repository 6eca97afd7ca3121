package io.hakiri.connectors.http;

import io.hakiri.catalog.Position;
import io.hakiri.connector.CursorField;
import io.hakiri.connector.Setting;
import io.hakiri.connector.Source;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.StreamRead;
import java.net.URI;

/** One API. */
record Api(HttpSettings settings, Requests requests, int chunkBytes) implements Source {
    @Override
    public SourceReader read(StreamRead read) {
        URI first = first(read);
        Walk.Limits limits = limits(read);
        CursorField cursor = read.cursor();
        if (cursor == null) {
            if (settings.since() != null) {
                throw HttpSettings.permanent("stream \"" + read.stream()
                        + "\" has no cursor field, whose greatest value since_param takes; expected cursor = { field = \"…\","
                        + " kind = \"monotonic\" } in the stream");
            }
            WalkPosition start = ListedRows.start(read, settings);
            return new ListedRows(new Walk(requests, settings, first, start, limits), start, settings, read);
        }
        return byField(first, Wanted.all(read, cursor), limits);
    }

    @Override
    public SourceReader readRange(StreamRead read, Position.Monotonic upTo) {
        CursorField cursor = read.cursor();
        if (cursor == null) {
            throw HttpSettings.permanent("stream " + read.stream()
                    + " has no cursor field: how far it has come is a page, and parts are made by values of a field");
        }
        return byField(first(read), Wanted.part(read, cursor, upTo), limits(read));
    }

    private SourceReader byField(URI first, Wanted wanted, Walk.Limits limits) {
        return settings.paging() instanceof Paging.BySince
                ? new RowsBySince(requests, settings, first, wanted, limits)
                : new RowsBeyond(requests, settings, first, wanted, limits);
    }

    private URI first(StreamRead read) {
        URI first = settings.address(read.stream());
        for (Setting param : settings.params()) {
            first = param.secret() ? first : Query.with(first, param.name(), param.value());
        }
        return first;
    }

    private Walk.Limits limits(StreamRead read) {
        return new Walk.Limits((int) Math.min(chunkBytes, read.batchBytes()), read.setAsideBad());
    }

    @Override
    public Position positionAfter(StreamRead read, String value) {
        CursorField cursor = read.cursor();
        if (cursor == null) {
            throw HttpSettings.permanent(
                    "stream " + read.stream()
                            + " has no cursor field: how far it has come is a page; take it back to its start, or to before a run");
        }
        return HighWater.after(read, settings, cursor, value).position();
    }

    @Override
    public String shown(Position position) {
        return HighPosition.shown(position.value());
    }

    @Override
    public void close() {
        requests.close();
    }
}
