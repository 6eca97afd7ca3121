package io.hakiri.connectors.http;

import io.hakiri.batch.Batch;
import io.hakiri.batch.Column;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.RejectedRow;
import io.hakiri.connector.SourceBatch;
import io.hakiri.connector.SourceReader;
import io.hakiri.connectors.rows.RawRows;
import io.hakiri.connectors.rows.Typing;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a list from its first page in each run, for records whose cursor field is beyond the greatest value that was
 * there when the last scan ended. Records need not be sorted. A scan that is interrupted goes on in its page.
 */
final class RowsBeyond implements SourceReader {
    private final Walk walk;
    private final Typing typing;
    private final HighWater water;
    private final long scans;
    private long step;
    private boolean begun;
    private boolean ended;
    private @Nullable ConnectorException failure;

    RowsBeyond(Requests requests, HttpSettings settings, URI first, Wanted wanted, Walk.Limits limits) {
        HighPosition start = wanted.start();
        HighPosition.Unfinished unfinished = start.walk();
        typing = new Typing(
                wanted.read().known(), HighWater.required(wanted), wanted.read().setAsideBad());
        settings.types().forEach(typing::hint);
        water = new HighWater(start, wanted, typing, false);
        scans = unfinished == null ? start.scans() + 1 : start.scans();
        step = unfinished == null ? 0 : start.step();
        begun = unfinished != null;
        walk = new Walk(
                requests,
                settings,
                since(settings, first, water.base().text()),
                unfinished == null ? WalkPosition.START : unfinished.at(),
                limits);
    }

    /** The address with the value that records are asked for from on, where they are. */
    static URI since(HttpSettings settings, URI first, @Nullable String value) {
        HttpSettings.Since since = settings.since();
        if (since == null) {
            return first;
        }
        String from = value == null ? since.from() : value;
        return from == null ? first : Query.with(first, since.param(), from);
    }

    @Override
    public @Nullable SourceBatch next() {
        if (failure != null) {
            throw failure;
        }
        RawRows raw = walk.next();
        if (raw != null) {
            return batch(raw);
        }
        if (!begun || ended) {
            return null;
        }
        ended = true;
        return new SourceBatch(
                Typing.NO_ROWS,
                row -> "",
                List.of(),
                positions(water.position(scans, step, null).ended()),
                0);
    }

    private SourceBatch batch(RawRows raw) {
        typing.checkRequired(walk, raw);
        List<RejectedRow> rejected = water.newlyAside(raw.rejected);
        Map<Integer, Column> made = water.keep(walk, raw);
        failure = raw.failure;
        if (failure != null && raw.rows == 0 && rejected.isEmpty()) {
            throw failure;
        }
        Batch batch = typing.batch(raw, made);
        if (batch.rows() == 0 && rejected.isEmpty()) {
            return new SourceBatch(batch, row -> "", List.of(), Map.of(), walk.bytes());
        }
        begun = true;
        step++;
        int[] lines = raw.lines;
        String page = walk.name();
        HighPosition.Unfinished at = new HighPosition.Unfinished(water.base(), walk.position());
        return new SourceBatch(
                batch,
                row -> page + " record " + lines[row],
                rejected,
                positions(water.position(scans, step, at)),
                walk.bytes());
    }

    private static Map<String, Position> positions(HighPosition position) {
        return Map.of(StreamPartition.DEFAULT_PARTITION, position.position());
    }

    @Override
    public OptionalLong bytesToRead() {
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        walk.close();
    }
}
