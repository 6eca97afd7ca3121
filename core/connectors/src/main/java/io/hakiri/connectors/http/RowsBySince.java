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
 * Asks for the records from the greatest value so far on, until a page has no new one. The position is that value alone, so
 * that it holds however the pages shift.
 */
final class RowsBySince implements SourceReader {
    private final Requests requests;
    private final HttpSettings settings;
    private final URI first;
    private final Walk.Limits limits;
    private final Typing typing;
    private final HighWater water;
    private final long scans;
    private long step;
    private long pages;
    private long newInPage;
    private @Nullable Walk walk;
    private @Nullable ConnectorException failure;

    RowsBySince(Requests requests, HttpSettings settings, URI first, Wanted wanted, Walk.Limits limits) {
        this.requests = requests;
        this.settings = settings;
        this.first = first;
        this.limits = limits;
        HighPosition start = wanted.start();
        typing = new Typing(
                wanted.read().known(), HighWater.required(wanted), wanted.read().setAsideBad());
        settings.types().forEach(typing::hint);
        water = new HighWater(start, wanted, typing, true);
        scans = start.scans() + 1;
    }

    @Override
    public @Nullable SourceBatch next() {
        if (failure != null) {
            throw failure;
        }
        while (!water.isOver()) {
            Walk reading = walk == null ? begin() : walk;
            RawRows raw = reading.next();
            if (raw != null) {
                return batch(reading, raw);
            }
            if (newInPage == 0) {
                checkFull(reading);
                return null;
            }
            reading.close();
            walk = null;
        }
        return null;
    }

    private Walk begin() {
        pages++;
        newInPage = 0;
        water.beginPage();
        Walk begun = new Walk(
                requests,
                settings,
                RowsBeyond.since(settings, first, water.base().text()),
                new WalkPosition(null, 0, 0, pages, false),
                limits);
        walk = begun;
        return begun;
    }

    /** A page that is full of what was read before says nothing of what comes behind it. */
    private void checkFull(Walk reading) {
        long size = settings.paging().size().records();
        if (reading.pageRecords() >= size) {
            throw HttpSettings.permanent(reading.name() + ": has " + reading.pageRecords()
                    + " records, and all of them were read"
                    + " before, so nobody knows what comes behind them; expected that fewer than page_size = " + size
                    + " records have the same value of the cursor field. Ask for larger pages (size_param, page_size)");
        }
    }

    private SourceBatch batch(Walk reading, RawRows raw) {
        typing.checkRequired(reading, raw);
        List<RejectedRow> rejected = water.newlyAside(raw.rejected);
        Map<Integer, Column> made = water.keep(reading, raw);
        failure = raw.failure;
        if (failure != null && raw.rows == 0 && rejected.isEmpty()) {
            throw failure;
        }
        Batch batch = typing.batch(raw, made);
        newInPage += batch.rows();
        if (batch.rows() == 0 && rejected.isEmpty()) {
            return new SourceBatch(batch, row -> "", List.of(), Map.of(), reading.bytes());
        }
        step++;
        int[] lines = raw.lines;
        String page = reading.name();
        Position position = water.position(scans, step, null).position();
        return new SourceBatch(
                batch,
                row -> page + " record " + lines[row],
                rejected,
                Map.of(StreamPartition.DEFAULT_PARTITION, position),
                reading.bytes());
    }

    @Override
    public OptionalLong bytesToRead() {
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        if (walk != null) {
            walk.close();
        }
    }
}
