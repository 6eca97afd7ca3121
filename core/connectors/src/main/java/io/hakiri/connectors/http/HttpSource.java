package io.hakiri.connectors.http;

import io.hakiri.catalog.Position;
import io.hakiri.connector.ConnectorType;
import io.hakiri.connector.OptionSpec;
import io.hakiri.connector.Options;
import io.hakiri.connector.Source;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Reads records from a JSON API.
 *
 * <p>A list is read page by page, and a position is a page and how many of its records were passed. Without a cursor field a
 * run goes on where the last one stopped, so the list must only grow at its end. With one, each run asks anew, and takes the
 * records beyond the greatest value. What the API must promise for each way of paging is in {@code docs/connectors/http.md}.
 */
public final class HttpSource implements ConnectorType.OfSource {
    /** How much of a page becomes one batch. */
    private static final int CHUNK_BYTES = 2 * 1024 * 1024;

    private final int chunkBytes;
    private final Pace pace;

    public HttpSource() {
        this(CHUNK_BYTES, new Pace(InstantSource.system(), Thread::sleep));
    }

    /** @param chunkBytes how much of a page is read at a time, at least; a record that is longer takes its own length */
    HttpSource(int chunkBytes, Pace pace) {
        this.chunkBytes = chunkBytes;
        this.pace = pace;
    }

    /** The time that requests live in: what it is, and how they wait for their turn. */
    record Pace(InstantSource clock, Sleeper sleeper) {
        @FunctionalInterface
        interface Sleeper {
            void sleep(long millis) throws InterruptedException;
        }
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public String description() {
        return "Reads records from a JSON API, page by page, and goes on where it stopped.";
    }

    @Override
    public List<OptionSpec> options() {
        return HttpOptions.SPECS;
    }

    @Override
    public String system(Map<String, ?> options) {
        String url = String.valueOf(options.get("url"));
        int host = url.indexOf("://") + "://".length();
        int path = url.indexOf('/', host);
        return path < 0 ? url : url.substring(0, path);
    }

    @Override
    public String shown(Position position) {
        return HighPosition.shown(position.value());
    }

    @Override
    public Source open(Options options) {
        HttpSettings settings = HttpSettings.of(options);
        return new Api(settings, new Requests(settings, pace), chunkBytes);
    }
}
