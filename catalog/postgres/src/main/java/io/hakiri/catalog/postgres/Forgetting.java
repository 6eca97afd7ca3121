package io.hakiri.catalog.postgres;

import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.relational.Values;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * Removes answers that nobody can ask for any more and keys that are long over, without being asked: one in so many grants
 * looks at a small part of the tables, beside the caller, passing over what others hold. Which grant, and which part, is
 * chance: so the processes of a fleet, and those that live for one run, need not know of each other.
 *
 * <p>Requests are looked at where they lie, {@value #PAGES} pages at a time: they need no index by time, which every grant
 * would have to write.
 */
final class Forgetting {
    /** One in so many grants. As many pages are looked at, with room for more than one request each: it keeps up. */
    static final int EVERY = 256;

    private static final int PAGES = 256;
    private static final int KEYS = 200;

    private static final String SIZE =
            "SELECT pg_relation_size(CAST(? AS TEXT)) / CAST(current_setting('block_size') AS BIGINT)";

    private static final String REQUESTS = """
            DELETE FROM request WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM request
              WHERE ctid >= CAST(CAST(? AS TEXT) AS TID) AND ctid < CAST(CAST(? AS TEXT) AS TID)
                AND at < (SELECT {schema}.now_micros() - CAST(? AS BIGINT)) FOR UPDATE SKIP LOCKED))""";

    private static final String KEYS_OVER = """
            DELETE FROM once WHERE (project, scope, name) IN (
              SELECT project, scope, name FROM once WHERE gone_at <= (SELECT {schema}.now_micros() - CAST(? AS BIGINT))
              LIMIT ? FOR UPDATE SKIP LOCKED)""";

    private final Database database;
    private final Wording wording;
    private final String table;
    private final RandomGenerator random;
    private final AtomicBoolean going = new AtomicBoolean();

    Forgetting(Database database, PostgresAddress address, RandomGenerator random) {
        this.database = database;
        this.wording = new Wording(address.schema(), "");
        this.table = address.schema() + ".request";
        this.random = random;
    }

    /** After a grant. Does not wait. */
    void nowAndThen() {
        if (random.nextInt(EVERY) == 0 && going.compareAndSet(false, true)) {
            Thread.ofVirtual().name("forgetting").start(() -> {
                try {
                    some();
                } catch (CatalogException e) {
                    // the next one finds the same rows
                    System.getLogger(Forgetting.class.getName())
                            .log(System.Logger.Level.DEBUG, "nothing was forgotten: " + e.getMessage());
                } finally {
                    going.set(false);
                }
            });
        }
    }

    /** A part of the tables; how many rows were removed. */
    int some() {
        long pages = Database.only(database.call("forgetting", false, SIZE.replace("?", "$1"), table))
                .getLong(0);
        long page = pages <= PAGES ? 0 : random.nextLong(pages / PAGES + 1) * PAGES;
        int requests = database.call(
                        "forgetting",
                        true,
                        wording.of(REQUESTS),
                        "(" + page + ",0)",
                        "(" + (page + PAGES) + ",0)",
                        Values.micros(Limits.SHORTEST_RETENTION))
                .rowCount();
        int keys = database.call(
                        "forgetting", true, wording.of(KEYS_OVER), Values.micros(Limits.KEY_REMAINS), (long) KEYS)
                .rowCount();
        return requests + keys;
    }
}
