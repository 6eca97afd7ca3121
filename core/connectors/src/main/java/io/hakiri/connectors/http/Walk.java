package io.hakiri.connectors.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.RejectedRow;
import io.hakiri.connector.Setting;
import io.hakiri.connectors.rows.JsonCells;
import io.hakiri.connectors.rows.Origin;
import io.hakiri.connectors.rows.RawRows;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the pages of one list. What is handed out at a time is a page or a part of one, never parts of two. A row's
 * line is the record's number in its page, its offset the fingerprint of the records before it.
 */
final class Walk implements Origin, AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MOST_ROWS = 50_000;
    private static final int MOST_PAGES_WITHOUT_RECORDS = 1_000;
    private static final int MARKS_REMEMBERED = 10_000;

    private final Requests requests;
    private final HttpSettings settings;
    private final URI first;
    private final Limits limits;
    private final Set<String> secretParams;
    private final RawRows raw = new RawRows();
    private final JsonCells cells;
    private final MessageDigest sha256 = sha256();
    private final Set<String> marks = new LinkedHashSet<>();

    private WalkPosition at;
    /** The page before, where a position stays as long as this one has no records. */
    private @Nullable WalkPosition held;

    private @Nullable Page page;
    private @Nullable Answer answer;
    private long recordNumber;
    private long print;
    private boolean pageEnded;
    private Optional<String> next = Optional.empty();
    private int pagesWithoutRecords;
    private long firstRecord;
    private long firstRecordBefore;
    private long bytesBefore;
    private long pageBytes;
    private @Nullable ConnectorException failure;

    /** How much is handed out at a time, about, and whether a record that is no row is set aside. */
    record Limits(int chunkBytes, boolean setAsideBad) {}

    /** @param first the address of the first page */
    Walk(Requests requests, HttpSettings settings, URI first, WalkPosition start, Limits limits) {
        this.requests = requests;
        this.settings = settings;
        this.first = first;
        this.at = start;
        this.limits = limits;
        this.cells = new JsonCells(raw, settings.flatten());
        this.secretParams = settings.params().stream()
                .filter(Setting::secret)
                .map(Setting::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The next records, perhaps none of a page without any; {@code null} at the end of the list. Valid until the next call. */
    @Nullable
    RawRows next() {
        if (failure != null) {
            throw failure;
        }
        if (pageEnded) {
            if (next.isEmpty()) {
                return null;
            }
            held = new WalkPosition(at.mark(), recordNumber, print, at.number(), false);
            at = new WalkPosition(next.get(), 0, 0, at.number() + 1, false);
            pageEnded = false;
        }
        raw.clear();
        raw.failure = null;
        cells.begin();
        try {
            Page reading = page == null ? open() : page;
            mark();
            while (failure == null && !pageEnded && cells.size() < limits.chunkBytes && raw.rows < MOST_ROWS) {
                String record = reading.record();
                if (record == null) {
                    end(reading);
                } else {
                    take(record);
                }
            }
        } catch (ConnectorException e) {
            failure = e;
        }
        cells.end();
        raw.failure = failure;
        if (failure != null && raw.rows == 0 && raw.rejected.isEmpty()) {
            throw failure;
        }
        return raw;
    }

    /** Where the list stands after what was handed out last, which may have been truncated since. */
    WalkPosition position() {
        boolean ended = pageEnded && raw.failure == null && next.isEmpty();
        WalkPosition before = held;
        if (before != null && raw.line == 1 && settings.paging().lastMayGrow()) {
            return new WalkPosition(before.mark(), before.records(), before.print(), before.number(), ended);
        }
        if (pageEnded && raw.failure == null) {
            if (next.isEmpty()) {
                return new WalkPosition(at.mark(), recordNumber, print, at.number(), true);
            }
            if (!settings.paging().lastMayGrow()) {
                return new WalkPosition(next.get(), 0, 0, at.number() + 1, false);
            }
        }
        return new WalkPosition(at.mark(), raw.line - 1, raw.offset, at.number(), false);
    }

    /** Whether what was handed out last was the end of a page. */
    boolean pageEnded() {
        return pageEnded;
    }

    /** Records of the page so far. */
    long pageRecords() {
        return recordNumber;
    }

    /** Bytes read for what was handed out last. */
    long bytes() {
        long all = page == null ? pageBytes : page.bytes();
        long bytes = all - bytesBefore;
        bytesBefore = all;
        return bytes;
    }

    private Page open() {
        Page opened = request();
        recordNumber = 0;
        print = 0;
        while (recordNumber < at.records()) {
            String record = opened.record();
            if (record == null) {
                break;
            }
            pass(record);
        }
        if (recordNumber < at.records() || print != (at.records() == 0 ? 0 : at.print())) {
            if (!settings.reread()) {
                throw HttpSettings.permanent(name() + ": the first " + at.records()
                        + " records, read before, are not what they were: records were changed, taken out or put before them. To"
                        + " read the list from its start, `hakiri cursor rewind` the stream; to have such a page read again each"
                        + " time, set on_change = \"reread\"; for a list that does not only grow at its end, give the stream a"
                        + " cursor field, or set at_end = \"restart\"");
            }
            opened.close();
            opened = request();
            recordNumber = 0;
            print = 0;
        }
        return opened;
    }

    private Page request() {
        URI address = settings.paging().address(first, at.mark());
        try {
            Answer got = requests.get(first, address);
            answer = got;
            Page opened = new Page(
                    got,
                    settings.records(),
                    settings.paging().pointer(),
                    settings.bounds().pageBytes());
            page = opened;
            bytesBefore = 0;
            return opened;
        } catch (ConnectorException e) {
            if (at.mark() == null || e.kind() != ErrorClass.PERMANENT) {
                throw e;
            }
            throw HttpSettings.permanent(e.getMessage() + " (page " + at.number()
                    + " of the list; where the API has forgotten it, `hakiri cursor rewind` the stream)");
        }
    }

    private void mark() {
        raw.line = recordNumber + 1;
        raw.offset = print;
    }

    private void pass(String record) {
        print = printed(print, record);
        recordNumber++;
        if (recordNumber == 1) {
            firstRecord = print;
        }
    }

    private void take(String record) {
        if (recordNumber == 0 && at.number() > 1 && printed(0, record) == firstRecordBefore) {
            failure = HttpSettings.permanent(name()
                    + ": begins with the same record as the page before it; expected other records. Does the API know the"
                    + " parameter that asks for the next page (page_param, since_param)?");
            return;
        }
        String trouble = null;
        try (JsonParser parser = JSON.createParser(record)) {
            parser.nextToken();
            cells.read(parser);
            raw.startRow(recordNumber + 1, print);
            cells.take();
        } catch (IOException e) {
            trouble = String.valueOf(e.getMessage());
        }
        if (trouble != null) {
            if (!limits.setAsideBad) {
                failure = broken(recordNumber + 1, 0, trouble);
                return;
            }
            raw.rejected.add(new RejectedRow(where(recordNumber + 1), trouble, record));
        }
        pass(record);
        mark();
    }

    private void end(Page ended) {
        Answer got = answer;
        if (got != null) {
            next = settings.paging().next(at.mark(), got, ended, recordNumber).map(this::withoutSecrets);
        }
        firstRecordBefore = recordNumber == 0 ? 0 : firstRecord;
        pagesWithoutRecords = recordNumber == 0 ? pagesWithoutRecords + 1 : 0;
        if (next.isPresent()) {
            if (pagesWithoutRecords > MOST_PAGES_WITHOUT_RECORDS) {
                throw HttpSettings.permanent(name() + ": is the last of " + MOST_PAGES_WITHOUT_RECORDS
                        + " pages without a record, and leads to another one; expected records, or an end");
            }
            if (next.get().equals(at.mark()) || !marks.add(next.get())) {
                throw HttpSettings.permanent(name()
                        + ": leads to a page that was read before: the pages go round in a circle; expected an end. Is the option"
                        + " next right?");
            }
            if (marks.size() > MARKS_REMEMBERED) {
                marks.remove(marks.iterator().next());
            }
        }
        pageEnded = true;
        pageBytes = ended.bytes();
        ended.close();
        page = null;
    }

    private String withoutSecrets(String mark) {
        return settings.paging() instanceof Paging.Link && !secretParams.isEmpty()
                ? Query.without(URI.create(mark), secretParams).toString()
                : mark;
    }

    private long printed(long before, String record) {
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(before).array());
        return ByteBuffer.wrap(sha256.digest(record.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    @Override
    public String name() {
        return Answer.shown(first) + " page " + at.number();
    }

    @Override
    public String where(long line) {
        return name() + " record " + line;
    }

    @Override
    public ConnectorException broken(long line, long offset, String what) {
        return HttpSettings.permanent(where(line) + ": " + what);
    }

    @Override
    public boolean hasHeader() {
        return false;
    }

    @Override
    public void close() {
        if (page != null) {
            page.close();
        }
    }
}
