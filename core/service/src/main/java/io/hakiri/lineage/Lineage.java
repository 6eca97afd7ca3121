package io.hakiri.lineage;

import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.Trigger;
import io.hakiri.watch.CatalogWatch;
import io.hakiri.watch.Ending;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends {@code START} when a run begins, and {@code COMPLETE}, {@code FAIL} or {@code ABORT} when it ends. Nothing of it is on the way
 * of a begin or a commit: events are written and sent by a thread of their own, and dropped where that does not keep up.
 */
public final class Lineage implements CatalogWatch, AutoCloseable {
    /** Runs whose schema versions are remembered. */
    private static final int MOST_RUNS = 10_000;

    private final LineageAddress address;
    private final Catalog catalog;
    private final InstantSource clock;
    private final Courier courier;
    private final Shapes shapes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<RunId, Map<String, Integer>> under = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<RunId, Map<String, Integer>> eldest) {
            return size() > MOST_RUNS;
        }
    };

    /**
     * @param catalog is asked for shapes and sums, by the thread that sends
     * @param outcomes is told {@code sent}, {@code failed} or {@code dropped} for each event
     */
    public Lineage(LineageAddress address, Catalog catalog, InstantSource clock, Consumer<String> outcomes) {
        this.address = address;
        this.catalog = catalog;
        this.clock = clock;
        this.courier = new Courier(address, outcomes);
        this.shapes = new Shapes(catalog);
    }

    @Override
    public void began(Begin asked, BeginResult answer, boolean first, Duration took) {
        if (first && answer instanceof BeginResult.Granted granted) {
            Instant now = clock.instant();
            courier.take(() -> started(asked, granted, now).toString());
        }
    }

    private RunEvent started(Begin asked, BeginResult.Granted granted, Instant now) {
        RunEvent event = new RunEvent(
                "START",
                now,
                address.namespace(),
                asked.pipeline(),
                granted.writer().run());
        if (asked.trigger() instanceof Trigger.Due(Claim claim)) {
            event.due(claim.due());
        }
        new TreeMap<>(granted.schemas()).forEach((stream, schemas) -> {
            SchemaVersion accepted = schemas.accepted();
            event.output(stream, accepted == null ? null : accepted.shape(), null);
        });
        return event;
    }

    @Override
    public void committed(Commit asked, CommitResult answer, boolean first, Duration took) {
        if (first && !asked.progress().under().isEmpty()) {
            lock.lock();
            try {
                under.computeIfAbsent(asked.writer().run(), _ -> new TreeMap<>())
                        .putAll(asked.progress().under());
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void ended(Ending ending) {
        Instant now = clock.instant();
        Map<String, Integer> versions = versionsOf(ending.run());
        courier.take(() -> event(ending, now, versions).toString());
    }

    private Map<String, Integer> versionsOf(RunId run) {
        lock.lock();
        try {
            Map<String, Integer> versions = under.remove(run);
            return versions == null ? Map.of() : versions;
        } finally {
            lock.unlock();
        }
    }

    private RunEvent event(Ending ending, Instant now, Map<String, Integer> versions) {
        RunEvent event = new RunEvent(type(ending.status()), now, address.namespace(), ending.pipeline(), ending.run());
        if (ending.error() != null) {
            event.error(ending.error().kind() + "; the record of the run says more");
        } else if (ending.status() == RunStatus.ABANDONED) {
            event.error("it lost its lease");
        }
        Map<String, Counts> counts = counts(ending);
        TreeSet<String> streams = new TreeSet<>(versions.keySet());
        streams.addAll(counts.keySet());
        for (String stream : streams) {
            event.output(stream, shape(ending, stream, versions), counts.getOrDefault(stream, Counts.NONE));
        }
        return event;
    }

    private static String type(RunStatus status) {
        return switch (status) {
            case SUCCEEDED, PARTIAL -> "COMPLETE";
            case FAILED -> "FAIL";
            case CANCELLED, ABANDONED -> "ABORT";
            case QUEUED, RUNNING -> throw new IllegalArgumentException("not ended: " + status);
        };
    }

    /** Of the whole run, also of what went through other processes; nothing where the catalog is away. */
    private Map<String, Counts> counts(Ending ending) {
        try {
            return catalog.run(ending.pipeline(), ending.run()).map(Run::counts).orElse(Map.of());
        } catch (CatalogException e) {
            return Map.of();
        }
    }

    private @Nullable String shape(Ending ending, String stream, Map<String, Integer> versions) {
        try {
            return shapes.of(ending.pipeline(), stream, versions.get(stream));
        } catch (CatalogException e) {
            return null;
        }
    }

    /** Sends what waits, for so long at most. */
    public void flush(Duration within) {
        courier.flush(within);
    }

    /** Sends what waits, for a few seconds. */
    @Override
    public void close() {
        courier.close();
    }
}
