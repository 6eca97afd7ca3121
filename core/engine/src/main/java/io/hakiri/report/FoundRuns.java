package io.hakiri.report;

import io.hakiri.catalog.Found;
import io.hakiri.catalog.HistorySearch;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunSearch;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a search finds, page after page; each page is asked for when it is needed. */
final class FoundRuns implements RunSequence {
    private final HistorySearch history;
    private final ReadMeter meter;
    private RunSearch search;
    private Iterator<Run> page = List.<Run>of().iterator();
    private boolean more = true;

    FoundRuns(HistorySearch history, RunSearch search, ReadMeter meter) {
        this.history = history;
        this.search = search;
        this.meter = meter;
    }

    @Override
    public @Nullable Run next() {
        while (!page.hasNext()) {
            if (!more) {
                return null;
            }
            Found<Run> found = history.searchRuns(search);
            meter.asked(found.lag());
            page = found.page().entries().iterator();
            String next = found.page().next();
            more = next != null;
            search = new RunSearch(
                    search.filter(),
                    search.statuses(),
                    new PageRequest(next, search.page().entries()));
        }
        return page.next();
    }
}
