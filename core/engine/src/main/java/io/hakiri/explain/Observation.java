package io.hakiri.explain;

import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.AuditSearch;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Found;
import io.hakiri.catalog.HistoryFilter;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunSearch;
import io.hakiri.catalog.SchemaSearch;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.SeenSchema;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Reads what an explanation is made of, and changes nothing. */
final class Observation {
    /** Runs that are read at most, on the way back to a time. */
    static final int MOST_RUNS = 10_000;
    /** Audit events that are read at most, the newest ones. */
    static final int MOST_EVENTS = 10_000;
    /** Versions of shapes that are read at most. */
    static final int MOST_SCHEMAS = 10_000;
    /** Cursors and backfills that are read at most, and receipts that are counted. */
    static final int MOST_RECEIPTS = 1_000;
    /** Pages that may be empty while more follow. */
    private static final int MOST_PAGES = 10_000;

    private final Catalog catalog;
    private final PipelineKey pipeline;
    private Duration lag = Duration.ZERO;

    Observation(Catalog catalog, PipelineKey pipeline) {
        this.catalog = catalog;
        this.pipeline = pipeline;
    }

    /**
     * Reads it.
     *
     * @param until the time that is asked about
     * @param runs so many runs that began before that time
     */
    Observed of(Instant now, Instant until, int runs) {
        PipelineState state = catalog.pipeline(pipeline).orElse(null);
        List<Run> found = new ArrayList<>();
        boolean older = runs(found, now, until, runs);
        List<AuditEvent> events = events();
        List<SchemaVersion> schemas = schemas();
        return new Observed(
                pipeline,
                now,
                state,
                found,
                older,
                listed(page -> catalog.queue(pipeline, page), MOST_RUNS),
                events,
                schemas,
                listed(page -> catalog.cursors(pipeline, page), Limits.CURSORS_PER_PIPELINE),
                listed(page -> catalog.unsettled(pipeline, page), MOST_RECEIPTS).size(),
                listed(page -> catalog.backfills(pipeline, page), MOST_RECEIPTS),
                lag);
    }

    /** Newest first, all since the time and so many before it; answers whether there are more. */
    private boolean runs(List<Run> found, Instant now, Instant until, int wanted) {
        Counting enough = new Counting(until, wanted);
        // of now a page holds them all; on the way back to a time there may be many
        int entries = now.isAfter(until) ? Limits.PAGE_ENTRIES : Math.clamp(wanted + 1, 1, Limits.PAGE_ENTRIES);
        if (catalog.runs(pipeline, PageRequest.first(1)) instanceof Listing.Listed<Run>) {
            return !all(
                    page -> {
                        Page<Run> one = catalog.runs(pipeline, page).pageOrNull();
                        return Found.now(one == null ? new Page<>(List.of(), null) : one);
                    },
                    found,
                    MOST_RUNS,
                    entries,
                    enough);
        }
        // deleted, or moved away: what was recorded here stays
        HistoryFilter filter = HistoryFilter.of(pipeline);
        return !all(
                page -> catalog.searchRuns(new RunSearch(filter, Set.of(), page)), found, MOST_RUNS, entries, enough);
    }

    /** Says when there are enough runs that began before a time. */
    private static final class Counting implements Predicate<Run> {
        private final Instant until;
        private int left;

        Counting(Instant until, int wanted) {
            this.until = until;
            this.left = wanted;
        }

        @Override
        public boolean test(Run run) {
            return !run.startedAt().isAfter(until) && --left < 0;
        }
    }

    private List<AuditEvent> events() {
        List<AuditEvent> events = new ArrayList<>();
        HistoryFilter filter = HistoryFilter.of(pipeline);
        all(
                page -> catalog.searchAudit(new AuditSearch(filter, page)),
                events,
                MOST_EVENTS,
                Limits.PAGE_ENTRIES,
                _ -> false);
        return events.reversed();
    }

    private List<SchemaVersion> schemas() {
        List<SeenSchema> seen = new ArrayList<>();
        HistoryFilter filter = HistoryFilter.of(pipeline);
        all(
                page -> catalog.searchSchemas(new SchemaSearch(filter, null, Set.of(), false, page)),
                seen,
                MOST_SCHEMAS,
                Limits.PAGE_ENTRIES,
                _ -> false);
        return seen.stream()
                .map(SeenSchema::version)
                .sorted(Comparator.comparing(SchemaVersion::stream).thenComparingInt(SchemaVersion::version))
                .toList();
    }

    /** Page after page; answers whether it came to the end. */
    private <T> boolean all(
            Function<PageRequest, Found<T>> pages, List<T> into, int most, int entries, Predicate<T> enough) {
        String next = null;
        for (int i = 0; i < MOST_PAGES; i++) {
            Found<T> found = pages.apply(new PageRequest(next, entries));
            lag = found.lag().compareTo(lag) > 0 ? found.lag() : lag;
            for (T entry : found.page().entries()) {
                if (into.size() == most || enough.test(entry)) {
                    return false;
                }
                into.add(entry);
            }
            next = found.page().next();
            if (next == null) {
                return true;
            }
        }
        return false;
    }

    private <T> List<T> listed(Function<PageRequest, Listing<T>> pages, int most) {
        List<T> entries = new ArrayList<>();
        String next = null;
        do {
            Page<T> page =
                    pages.apply(new PageRequest(next, Limits.PAGE_ENTRIES)).pageOrNull();
            if (page == null) {
                break;
            }
            entries.addAll(page.entries());
            next = page.next();
        } while (next != null && entries.size() < most);
        return entries;
    }
}
