package io.hakiri.retention;

import io.hakiri.catalog.Past;
import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Retention;
import io.hakiri.catalog.RetentionPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets go of what a policy does not keep, batch after batch: found, written to the archive where there is one, removed, and a
 * pause. It can be stopped at any instant and begun again; two at the same time are no harm.
 */
public final class Retainer {
    /** Rows of a batch: a transaction of some milliseconds. */
    static final int BATCH_ROWS = 500;

    /** Between two batches, so that what else the database has to do is not slowed down. */
    static final Duration PAUSE = Duration.ofMillis(20);

    /** A batch that is not as it was is found again, so often. */
    private static final int MOST_REPEATS = 10;

    /** Waits. */
    @FunctionalInterface
    public interface Sleeper {
        void sleep(Duration duration) throws InterruptedException;
    }

    /**
     * What was let go.
     *
     * @param rows how many, of each kind that had any
     * @param requests how many answers kept for repeats were forgotten
     * @param files how many were written to the archive
     */
    public record Retained(Map<PastRows.Kind, Long> rows, long requests, long files) {
        public Retained {
            rows = Map.copyOf(rows);
        }
    }

    private final Retention catalog;
    private final Sleeper sleeper;

    public Retainer(Retention catalog, Sleeper sleeper) {
        this.catalog = catalog;
        this.sleeper = sleeper;
    }

    /** Counts what {@link #retain} would let go, and changes nothing. */
    public Retained count(ProjectId project, RetentionPolicy policy) throws InterruptedException {
        Map<PastRows.Kind, Long> counts = new EnumMap<>(PastRows.Kind.class);
        for (String at = ""; at != null; ) {
            Past past = catalog.past(project, policy, at, BATCH_ROWS);
            PastRows rows = past.rows();
            if (rows != null) {
                counts.merge(rows.kind(), (long) rows.lines().size(), Long::sum);
            }
            at = past.next();
            sleeper.sleep(PAUSE);
        }
        return new Retained(counts, 0, 0);
    }

    /**
     * Lets go of everything that the policy does not keep.
     *
     * @param archive where it is written first; {@code null} for nowhere
     * @throws IOException where the archive could not be written: what it does not hold was not removed
     */
    public Retained retain(ProjectId project, RetentionPolicy policy, @Nullable HistoryArchive archive)
            throws IOException, InterruptedException {
        Map<PastRows.Kind, Long> counts = new EnumMap<>(PastRows.Kind.class);
        long files = 0;
        int repeats = 0;
        for (String at = ""; at != null; ) {
            Past past = catalog.past(project, policy, at, BATCH_ROWS);
            PastRows rows = past.rows();
            if (rows == null) {
                at = past.next();
                continue;
            }
            if (archive != null) {
                archive.write(project, rows);
                files++;
            }
            if (catalog.remove(project, policy, rows)) {
                counts.merge(rows.kind(), (long) rows.lines().size(), Long::sum);
                at = past.next();
                repeats = 0;
            } else if (++repeats > MOST_REPEATS) {
                // a rewind, or another retention, is at it: the next one finds it
                at = past.next();
                repeats = 0;
            }
            sleeper.sleep(PAUSE);
        }
        return new Retained(counts, requests(project), files);
    }

    private long requests(ProjectId project) throws InterruptedException {
        long all = 0;
        for (int some = BATCH_ROWS; some == BATCH_ROWS; all += some) {
            some = catalog.forgetRequests(project, BATCH_ROWS);
            sleeper.sleep(PAUSE);
        }
        return all;
    }
}
