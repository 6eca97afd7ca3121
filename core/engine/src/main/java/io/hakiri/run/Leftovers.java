package io.hakiri.run;

import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ChunkWriter;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.Writer;
import io.hakiri.connector.Destination;
import java.util.HashSet;
import java.util.Set;

/**
 * What chunks of a backfill that is over staged at a destination, and nobody committed. Nothing is removed that a commit could still
 * record: a backfill that is over stays over, and only then is looked at what of it is committed and not published yet.
 */
final class Leftovers {
    /** Above every fence that is ever granted. */
    private static final Fence ALL = Fence.startOf(Fence.MAX_GENERATION);

    private final Catalog catalog;
    private final RunIds ids;

    Leftovers(Catalog catalog, RunIds ids) {
        this.catalog = catalog;
        this.ids = ids;
    }

    /** Removes it, unless the backfill goes on. */
    void remove(PipelineKey key, BackfillId id, Destination destination) {
        Backfill over = catalog.backfill(key, id)
                .filter(backfill -> backfill.status() != Backfill.Status.RUNNING)
                .orElse(null);
        if (over == null) {
            return;
        }
        Set<RunId> chunks = new HashSet<>();
        for (int chunk = 0; chunk < over.chunks(); chunk++) {
            chunks.add(new ChunkWriter(key, id, chunk, Fence.NONE).staging().run());
        }
        destination.sweep(new Writer(key, ids.next(), ALL), open(key), chunks::contains);
    }

    /** Names of objects that are committed, and not where they belong yet. */
    private Set<String> open(PipelineKey key) {
        Set<String> names = new HashSet<>();
        Page<Receipt> page = catalog.unsettled(key, PageRequest.first()).pageOrNull();
        while (page != null) {
            page.entries().forEach(receipt -> names.add(receipt.object().name()));
            page = page.next() == null
                    ? null
                    : catalog.unsettled(key, new PageRequest(page.next(), Limits.PAGE_ENTRIES))
                            .pageOrNull();
        }
        return names;
    }
}
