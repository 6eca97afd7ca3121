package io.hakiri.run;

import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunIds;
import io.hakiri.catalog.Writer;
import io.hakiri.connector.Destination;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What chunks of backfills staged at a destination and nobody committed. It is looked for when a backfill is over, in this order,
 * so that nothing is removed that a commit could still record:
 *
 * <ol>
 *   <li>Which fence was granted last.
 *   <li>That no backfill of the pipeline goes on: then no chunk up to that fence can be committed any more.
 *   <li>What is committed and not published yet: that stays.
 * </ol>
 */
final class Leftovers {
    private final Catalog catalog;
    private final RunIds ids;

    Leftovers(Catalog catalog, RunIds ids) {
        this.catalog = catalog;
        this.ids = ids;
    }

    /** Removes it, unless a backfill of the pipeline goes on: then the end of that one will. */
    void remove(PipelineKey key, Destination destination) {
        Fence last = catalog.pipeline(key).map(PipelineState::fence).orElse(Fence.NONE);
        Set<Backfill.Status> statuses = new HashSet<>();
        each(page -> catalog.backfills(key, page), backfill -> statuses.add(backfill.status()));
        if (statuses.contains(Backfill.Status.RUNNING)) {
            return;
        }
        Set<String> open = new HashSet<>();
        each(page -> catalog.unsettled(key, page), receipt -> open.add(receipt.object().name()));
        destination.sweep(new Writer(key, ids.next(), last.next()), open, RunId::ofChunk);
    }

    private static <T> void each(Function<PageRequest, Listing<T>> listing, Consumer<T> seen) {
        Page<T> page = listing.apply(PageRequest.first()).pageOrNull();
        while (page != null) {
            page.entries().forEach(seen);
            page = page.next() == null
                    ? null
                    : listing.apply(new PageRequest(page.next(), Limits.PAGE_ENTRIES)).pageOrNull();
        }
    }
}
