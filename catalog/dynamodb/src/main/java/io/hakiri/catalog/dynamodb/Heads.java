package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.PipelineKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Reads, changes and writes heads.
 *
 * <ol>
 *   <li>Take the head that this process wrote or read last, or read it.
 *   <li>Decide what is to be done, as if nobody else were there.
 *   <li>Nothing: that stands if the head was read by this call; otherwise read it and decide again.
 *   <li>Write new pages, which nothing names yet; then the head (and what belongs to history, in one transaction) on the
 *       condition that its version is the one that was read.
 *   <li>Someone else wrote it: the refusal carries the head as it is; decide again, from the second refusal on with a turn of its
 *       own ({@link Turns}).
 *   <li>Remove the pages that were replaced.
 * </ol>
 */
final class Heads {
    private static final System.Logger LOG = System.getLogger("io.hakiri.catalog.dynamodb");

    /** So many heads are kept. */
    private static final int KEPT = 2_000;

    /** So often a write is decided again before the call gives up. */
    private static final int MOST_TRIES = 200;

    /** After so many tries in vain a call asks for its turn. */
    private static final int PATIENT = 1;

    private static final int MOST_READS = 50;
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    /** For a call with all its tries. */
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Table table;
    private final Pages pages;
    private final Projects projects;
    private final Watched watched;
    private final Turns turns;
    private final Standings standings = new Standings();
    private final Workings workings;
    private final @Nullable Duration keepRuns;

    private final LinkedHashMap<PipelineKey, Map<String, AttributeValue>> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PipelineKey, Map<String, AttributeValue>> eldest) {
            return size() > KEPT;
        }
    };

    /** @param keepRuns how long finished runs are kept by the table itself; {@code null} for ever */
    Heads(Table table, Projects projects, Workings workings, @Nullable Duration keepRuns) {
        this.table = table;
        this.projects = projects;
        this.workings = workings;
        this.keepRuns = keepRuns;
        watched = new Watched(workings.nanos());
        pages = new Pages(table, workings);
        turns = new Turns(table, workings::newVersion, workings.nanos(), this::pause);
    }

    Table table() {
        return table;
    }

    Tree.Source pages(PipelineKey key) {
        return pages.of(Items.partition(key));
    }

    Projects projects() {
        return projects;
    }

    Pages pages() {
        return pages;
    }

    Standings standings() {
        return standings;
    }

    @Nullable
    Duration keepRuns() {
        return keepRuns;
    }

    Instant now() {
        return workings.clock().instant().truncatedTo(ChronoUnit.MICROS);
    }

    Duration margin() {
        return workings.margin();
    }

    String token() {
        return workings.token();
    }

    SdkBytes newVersion() {
        return workings.newVersion();
    }

    boolean over(PipelineKey key, OpenRun run, Instant at) {
        return !run.leaseUntil().plus(margin()).isAfter(at) || watched.unchangedForLong(key, run);
    }

    // ---- reading

    /** Looks at a pipeline as it is now (C-11), also where writes are refused. */
    <R extends @Nullable Object> R read(PipelineKey key, Function<Work, R> looking) {
        long start = workings.nanos().getAsLong();
        for (int i = 0; i < MOST_READS && inTime(start); i++) {
            Map<String, AttributeValue> item = table.get(Items.head(key));
            try {
                return looking.apply(new Work(this, key, Project.UNKNOWN, item, now()));
            } catch (Pages.Gone changedMeanwhile) {
                pause(i);
            }
        }
        throw new CatalogException.Unavailable(
                "pipeline " + key + " changed again and again while it was read. Do the same again", null);
    }

    /** Looks at a pipeline as it was read in a listing, or as it is now. */
    <R extends @Nullable Object> R looking(
            PipelineKey key, Map<String, AttributeValue> item, Function<Work, R> looking) {
        try {
            return looking.apply(new Work(this, key, Project.UNKNOWN, item, now()));
        } catch (Pages.Gone changedMeanwhile) {
            return read(key, looking);
        }
    }

    /** Looks at a pipeline as this process knew it last, where that will do, or as it is now. */
    <R extends @Nullable Object> R recently(PipelineKey key, Predicate<Head> willDo, Function<Work, R> looking) {
        Map<String, AttributeValue> item = kept(key);
        if (item != null) {
            Head known = new Work(this, key, Project.UNKNOWN, item, now()).head();
            if (known != null && willDo.test(known)) {
                return looking(key, item, looking);
            }
        }
        return read(key, looking);
    }

    // ---- writing

    /** As {@link #change}, of a pipeline whose project exists. */
    <R> R change(PipelineKey key, R absent, Function<Work, R> deciding) {
        Project project = projects.here(key.project());
        return project == null ? absent : changeIn(project, key, deciding);
    }

    <R extends @Nullable Object> R changeIn(Project project, PipelineKey key, Function<Work, R> deciding) {
        Map<String, AttributeValue> item = kept(key);
        boolean fresh = item == null;
        if (item == null) {
            item = table.get(Items.head(key));
        }
        long start = workings.nanos().getAsLong();
        item = turns.leave(key, item);
        boolean turn = false;
        for (int i = 0; i < MOST_TRIES && inTime(start); i++) {
            Work work;
            R answer;
            try {
                work = new Work(this, key, project, item, now());
                answer = deciding.apply(work);
            } catch (Pages.Gone changedMeanwhile) {
                pause(i);
                item = turns.leave(key, table.get(Items.head(key)));
                fresh = true;
                continue;
            }
            if (!work.saved() && fresh) {
                keep(key, turn ? turns.giveBack(item) : item);
                return answer;
            }
            if (!work.saved()) {
                item = table.get(Items.head(key));
                fresh = true;
                continue;
            }
            if (i > PATIENT && !turn) {
                item = turns.take(key, item);
                turn = true;
                continue;
            }
            switch (write(key, work)) {
                case Table.Outcome.Applied() -> {
                    if (i > 0) {
                        forget(key); // others write it too: the next call asks first
                    }
                    return answer;
                }
                case Table.Outcome.Refused(int index, Map<String, AttributeValue> stored) -> {
                    item = turns.leave(key, index == 0 ? stored : table.get(Items.head(key)));
                    fresh = true;
                    turn = false;
                }
            }
        }
        throw new CatalogException.Unavailable(
                "pipeline " + key
                        + " was written by others again and again while this call tried to. Nothing was applied; do"
                        + " the same again",
                null);
    }

    private Table.Outcome write(PipelineKey key, Work work) {
        List<Table.Change> changes = work.changes(newVersion());
        String partition = Items.partition(key);
        pages.write(partition, work.added());
        Table.Outcome outcome;
        try {
            outcome = table.write(changes);
        } catch (CatalogException e) {
            forget(key);
            if (e instanceof CatalogException.Unavailable) {
                removeQuietly(partition, work.added().keySet());
            }
            throw e;
        }
        switch (outcome) {
            case Table.Outcome.Applied() -> {
                keep(key, ((Table.Change.Put) changes.getFirst()).item());
                removeQuietly(partition, work.replaced());
            }
            case Table.Outcome.Refused(var _, var _) -> {
                forget(key);
                removeQuietly(partition, work.added().keySet());
            }
        }
        return outcome;
    }

    /** What is left behind harms nobody, and {@code catalog retain} finds it. */
    private void removeQuietly(String partition, Collection<Bytes> ids) {
        try {
            pages.remove(partition, new ArrayList<>(ids));
        } catch (CatalogException e) {
            LOG.log(System.Logger.Level.DEBUG, "pages that nothing names are left behind", e);
        }
    }

    private boolean inTime(long start) {
        return workings.nanos().getAsLong() - start < DEADLINE.toNanos();
    }

    private void pause(int tries) {
        long most = Math.min(LONGEST_PAUSE.toNanos(), 1_000_000L << Math.min(tries, 10));
        try {
            Thread.sleep(Duration.ofNanos(workings.below(most)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CatalogException.Unavailable("interrupted. Nothing was applied", e);
        }
    }

    private synchronized @Nullable Map<String, AttributeValue> kept(PipelineKey key) {
        return kept.get(key);
    }

    private synchronized void keep(PipelineKey key, @Nullable Map<String, AttributeValue> item) {
        if (item == null) {
            kept.remove(key);
        } else {
            kept.put(key, item);
        }
    }

    synchronized void forget(PipelineKey key) {
        kept.remove(key);
    }

    synchronized void forgetAll() {
        kept.clear();
        standings.forgetAll();
    }
}
