package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.AuditSearch;
import io.hakiri.catalog.Found;
import io.hakiri.catalog.HistoryFilter;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunSearch;
import io.hakiri.catalog.SchemaSearch;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.SeenSchema;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Searches in what is written, so without lag (C-28). There is no index over a project's history: within a pipeline what is
 * recorded later has a greater number, and a bound of the time that never goes back, so that a place in time is found by
 * halving, and the histories of a project's pipelines are merged, each read as far as the page needs. A project of a thousand pipelines costs a
 * thousand small queries; whoever asks that often should ask the archive.
 */
final class Searches {
    /** Entries that one call looks at before it answers a short page. */
    private static final int MOST_LOOKED_AT = 5_000;

    private final Heads heads;
    private final ProjectSeals projects;

    Searches(Heads heads, ProjectSeals projects) {
        this.heads = heads;
        this.projects = projects;
    }

    /** An entry's place in the order of a project: newer first, then by pipeline, then the greater number first. */
    private record Place(long micros, String pipeline, long number) implements Comparable<Place> {
        private static final Place FIRST = new Place(Long.MAX_VALUE, "", Long.MAX_VALUE);

        @Override
        public int compareTo(Place other) {
            return Comparator.comparingLong((Place place) -> -place.micros)
                    .thenComparing(Place::pipeline)
                    .thenComparingLong(place -> -place.number)
                    .compare(this, other);
        }
    }

    /**
     * Where a page of a project begins.
     *
     * @param left what is left of histories, as far as it is named: so a page need not look into each of them
     */
    private record Start(Place after, Map<String, Left> left) {
        private static final int PARTS = 3;
        private static final int PARTS_OF_LEFT = 3;
        private static final int MOST_BYTES = 8 * 1024;

        static Start of(PageRequest page) {
            List<String> parts = Paging.after(page);
            if (parts.isEmpty()) {
                return new Start(Place.FIRST, Map.of());
            }
            if (parts.size() < PARTS || (parts.size() - PARTS) % PARTS_OF_LEFT != 0) {
                throw Paging.wrong(String.valueOf(page.after()));
            }
            Map<String, Left> left = new HashMap<>();
            for (int i = PARTS; i < parts.size(); i += PARTS_OF_LEFT) {
                left.put(parts.get(i), new Left(Paging.number(parts.get(i + 1)), Paging.number(parts.get(i + 2))));
            }
            return new Start(new Place(Paging.number(parts.get(0)), parts.get(1), Paging.number(parts.get(2))), left);
        }

        static String token(Place after, Map<String, Left> left) {
            List<String> parts =
                    new ArrayList<>(List.of(Long.toString(after.micros), after.pipeline, Long.toString(after.number)));
            int bytes = 0;
            for (Map.Entry<String, Left> entry : left.entrySet()) {
                String number = Long.toString(entry.getValue().below());
                String micros = Long.toString(entry.getValue().micros());
                bytes += entry.getKey().length() + number.length() + micros.length() + PARTS_OF_LEFT;
                if (bytes <= MOST_BYTES) {
                    parts.addAll(List.of(entry.getKey(), number, micros));
                }
            }
            return Paging.token(parts.toArray(new String[0]));
        }
    }

    /**
     * What is left of a history behind a place.
     *
     * @param below all of it is below this number; 0 for nothing
     * @param micros none of it is later
     */
    private record Left(long below, long micros) {
        static final Left NOTHING = new Left(0, Long.MIN_VALUE);
    }

    // ---- runs

    Found<Run> runs(RunSearch search) {
        HistoryFilter filter = search.filter();
        PipelineId pipeline = filter.pipeline();
        Predicate<Run> wanted = run -> within(filter, run.startedAt())
                && (search.statuses().isEmpty() || search.statuses().contains(run.status()))
                && Texts.contain(
                        filter,
                        run.worker(),
                        run.trigger(),
                        run.error() == null ? "" : run.error().kind(),
                        run.error() == null ? "" : run.error().message(),
                        run.replacedBy());
        return pipeline != null
                ? ofPipeline(search.page(), wanted, below -> runs(filter, pipeline, below, null, false))
                : ofProject(
                        search.page(),
                        wanted,
                        places(filter, false),
                        (name, below, before) -> runs(filter, new PipelineId(name), below, before, true));
    }

    /** The runs of a pipeline, from before a number and a time on. */
    private Backwards<Run> runs(
            HistoryFilter filter, PipelineId pipeline, long below, @Nullable Instant before, boolean byTime) {
        PipelineKey key = new PipelineKey(filter.project(), pipeline);
        Instant until = earlier(filter.until(), before);
        return new Backwards<>(
                below,
                byTime,
                filter.from(),
                (from, most) -> heads.recently(key, head -> closedBelow(head, from), work -> {
                    Head head = work.head();
                    if (head == null) {
                        return List.of();
                    }
                    long top = from;
                    if (top == Long.MAX_VALUE && until != null) {
                        FenceRecord first = Runs.firstWhere(
                                work, head, record -> !record.startedUntil().isBefore(until), false);
                        top = first == null ? top : Math.max(first.fence().value(), head.runsWentBack.value() + 1);
                    }
                    return Runs.newest(work, head, top, most);
                }));
    }

    /** Whether all runs below a fence had ended already when the head was as it is known: then their records do not change. */
    private static boolean closedBelow(Head head, long fence) {
        OpenRun open = head.open;
        return head.lastFence.value() >= fence - 1
                && (open == null || open.fence().value() >= fence);
    }

    // ---- audit

    Found<AuditEvent> audit(AuditSearch search) {
        HistoryFilter filter = search.filter();
        PipelineId pipeline = filter.pipeline();
        Predicate<AuditEvent> wanted = event -> within(filter, event.at())
                && Texts.contain(
                        filter,
                        event.actor().name(),
                        event.actor().reason(),
                        event.action(),
                        event.before(),
                        event.after());
        return pipeline != null
                ? ofPipeline(search.page(), wanted, below -> events(filter, pipeline.value(), below, null, false))
                : ofProject(
                        search.page(),
                        wanted,
                        places(filter, true),
                        (name, below, before) -> events(filter, name, below, before, true));
    }

    private Backwards<AuditEvent> events(
            HistoryFilter filter, String name, long below, @Nullable Instant before, boolean byTime) {
        Instant until = earlier(filter.until(), before);
        return new Backwards<>(
                below, byTime, filter.from(), (from, most) -> Events.newest(heads, filter, name, from, until, most));
    }

    // ---- schema versions

    Found<SeenSchema> schemas(SchemaSearch search) {
        HistoryFilter filter = search.filter();
        List<PipelineId> pipelines =
                filter.pipeline() != null ? List.of(filter.pipeline()) : projects.pipelines(filter.project());
        List<SeenSchema> found = new ArrayList<>();
        for (PipelineId pipeline : pipelines) {
            PipelineKey key = new PipelineKey(filter.project(), pipeline);
            List<SchemaVersion> versions = heads.read(key, work -> {
                Head head = work.head();
                return head == null ? List.of() : head.schemas.all();
            });
            versions.stream()
                    .filter(version -> wanted(search, version))
                    .forEach(version -> found.add(new SeenSchema(key, version)));
        }
        found.sort(Comparator.comparing((SeenSchema seen) -> seen.version().seenAt(), Comparator.reverseOrder())
                .thenComparing(seen -> seen.pipeline().pipeline().value())
                .thenComparing(seen -> Key.of(seen.version().stream()))
                .thenComparingInt(seen -> -seen.version().version()));
        List<String> after = Paging.after(search.page(), 4);
        List<SeenSchema> rest = after.isEmpty()
                ? found
                : found.stream().filter(seen -> behind(seen, after)).toList();
        return Found.now(Paging.page(
                rest,
                search.page(),
                last -> Paging.token(
                        Long.toString(DueTime.micros(last.version().seenAt())),
                        last.pipeline().pipeline().value(),
                        last.version().stream(),
                        Integer.toString(last.version().version()))));
    }

    private static boolean wanted(SchemaSearch search, SchemaVersion version) {
        boolean any = search.verdicts().isEmpty() && !search.undecided();
        boolean verdict = version.decision() == null
                ? any || search.undecided()
                : any || search.verdicts().contains(version.decision().verdict());
        return verdict
                && within(search.filter(), version.seenAt())
                && (search.stream() == null || search.stream().equals(version.stream()))
                && Texts.contain(
                        search.filter(),
                        version.shape(),
                        version.decision() == null ? "" : version.decision().reason(),
                        version.decision() == null ? "" : version.decision().by());
    }

    private static boolean behind(SeenSchema seen, List<String> after) {
        int time = Long.compare(
                Paging.number(after.get(0)), DueTime.micros(seen.version().seenAt()));
        int name = seen.pipeline().pipeline().value().compareTo(after.get(1));
        int stream = Key.of(seen.version().stream()).compareTo(Key.of(after.get(2)));
        long version = Paging.number(after.get(3)) - seen.version().version();
        return time != 0 ? time > 0 : name != 0 ? name > 0 : stream != 0 ? stream > 0 : version > 0;
    }

    // ---- one pipeline, and many

    private interface Histories<T> {
        /** The history of a name, from before a number and a time on. */
        Backwards<T> of(String name, long below, @Nullable Instant before);
    }

    private static <T> Found<T> ofPipeline(PageRequest page, Predicate<T> wanted, LongFunction<Backwards<T>> history) {
        Backwards<T> entries = history.apply(Paging.numberAfter(page, Long.MAX_VALUE));
        List<T> found = new ArrayList<>();
        long last = Long.MAX_VALUE;
        for (int looked = 0; entries.peek() != null; looked++) {
            if (found.size() == page.entries() || looked == MOST_LOOKED_AT) {
                return Found.now(new Page<>(found, Paging.token(Long.toString(last))));
            }
            Backwards.Entry<T> entry = entries.next();
            last = entry.number();
            if (wanted.test(entry.what())) {
                found.add(entry.what());
            }
        }
        return Found.now(new Page<>(found, null));
    }

    /**
     * A history on its way into the merged one.
     *
     * @param at the place of its next entry, or one before it while it is not opened
     * @param below where to open it
     * @param entries {@code null} while it is not opened
     */
    private record Source<T>(
            String name, Place at, long below, @Nullable Backwards<T> entries) {
        static <T> @Nullable Source<T> of(String name, Backwards<T> entries) {
            Backwards.Entry<T> next = entries.peek();
            return next == null
                    ? null
                    : new Source<>(name, new Place(DueTime.micros(next.at()), name, next.number()), 0, entries);
        }

        Left left() {
            return new Left(entries == null ? below : entries.left(), at.micros());
        }
    }

    private static <T> Found<T> ofProject(
            PageRequest page, Predicate<T> wanted, List<String> names, Histories<T> histories) {
        Start start = Start.of(page);
        Map<String, Left> left = new HashMap<>();
        PriorityQueue<Source<T>> sources = new PriorityQueue<>(Comparator.comparing(Source::at));
        for (String name : names) {
            Left of = start.left()
                    .getOrDefault(name, new Left(Long.MAX_VALUE, start.after().micros()));
            if (of.below() == 0) {
                left.put(name, of);
            } else {
                sources.add(new Source<>(name, new Place(of.micros(), name, Long.MAX_VALUE), of.below(), null));
            }
        }
        List<T> found = new ArrayList<>();
        Place last = start.after();
        int looked = 0;
        while (!sources.isEmpty()) {
            if (found.size() == page.entries() || looked == MOST_LOOKED_AT) {
                sources.forEach(source -> left.put(source.name(), source.left()));
                return Found.now(new Page<>(found, Start.token(last, left)));
            }
            Source<T> source = sources.remove();
            Backwards<T> entries = source.entries();
            Source<T> next;
            if (entries == null) {
                next = opened(source, start.after(), histories);
            } else {
                T entry = entries.next().what();
                last = source.at();
                looked++;
                if (wanted.test(entry)) {
                    found.add(entry);
                }
                next = Source.of(source.name(), entries);
            }
            if (next != null) {
                sources.add(next);
            } else {
                left.put(source.name(), Left.NOTHING);
            }
        }
        return Found.now(new Page<>(found, null));
    }

    private static <T> @Nullable Source<T> opened(Source<T> source, Place after, Histories<T> histories) {
        Backwards<T> entries = histories.of(source.name(), source.below(), justAfter(after));
        Source<T> opened = Source.of(source.name(), entries);
        while (opened != null && opened.at().compareTo(after) <= 0) {
            entries.next();
            opened = Source.of(source.name(), entries);
        }
        return opened;
    }

    /** A time that is later than all that comes after a place; {@code null} before the first page. */
    private static @Nullable Instant justAfter(Place place) {
        return place.equals(Place.FIRST) ? null : Instant.EPOCH.plus(place.micros() + 1, ChronoUnit.MICROS);
    }

    private List<String> places(HistoryFilter filter, boolean projectItself) {
        List<String> names = new ArrayList<>(projectItself ? List.of("") : List.of());
        projects.pipelines(filter.project()).forEach(pipeline -> names.add(pipeline.value()));
        return names;
    }

    private static boolean within(HistoryFilter filter, Instant at) {
        return (filter.from() == null || !at.isBefore(filter.from()))
                && (filter.until() == null || at.isBefore(filter.until()));
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }
}
