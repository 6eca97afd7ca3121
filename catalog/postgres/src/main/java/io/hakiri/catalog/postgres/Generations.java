package io.hakiri.catalog.postgres;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Fence;
import java.time.Duration;
import java.time.Instant;

/**
 * Which generation an adoption gives (C-27, ADR 0010). What a restore took back may hold adoptions, which nothing here tells
 * of. So a generation is the number of a second that has not begun, and the adoption ends when it has: each fence that was
 * ever granted is of a second that had begun by then, and each later adoption, of whatever copy, is of a later second.
 */
final class Generations {
    /** An adoption waits at most so long: less than a second, but for those that come one after another. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    /**
     * What is known before an adoption.
     *
     * @param catalog the generation of new projects
     * @param project that of the project; 0 where there is none
     * @param now by the database's clock
     */
    record Known(int catalog, int project, Instant now) {
        int greatest() {
            return Math.max(catalog, project);
        }
    }

    private Generations() {}

    /**
     * The generation to give, when its second has begun.
     *
     * @param atLeast what the operator says; a generation above all that is known needs no wait
     * @throws CatalogException.Unavailable where the clock is behind an adoption that is known: it would be behind unknown ones too
     */
    static int await(Known known, int atLeast) {
        int next = Math.max(known.greatest(), Fence.generationAt(known.now())) + 1;
        Duration wait = Duration.between(known.now(), Fence.beginOf(next));
        if (wait.compareTo(LONGEST_WAIT) <= 0) {
            sleep(wait);
            return Math.max(next, atLeast);
        }
        if (atLeast > known.greatest()) {
            return atLeast;
        }
        throw new CatalogException.Unavailable(
                "the database's clock says " + known.now() + ", and generation " + known.greatest()
                        + ", which is known here, begins at " + Fence.beginOf(known.greatest())
                        + ". Nothing was adopted. Set the clock right; or, where you know that no greater generation was ever"
                        + " given, say it: hakiri catalog adopt --generation " + next + " --reason TEXT",
                null);
    }

    private static void sleep(Duration wait) {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CatalogException.Unavailable("interrupted while adopting. Nothing was adopted", e);
        }
    }
}
