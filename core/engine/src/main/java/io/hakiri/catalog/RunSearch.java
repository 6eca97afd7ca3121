package io.hakiri.catalog;

import java.util.Set;

/**
 * A search for runs that have begun (C-28). The time is when they began; the text is looked for in worker, trigger, kind and
 * message of the error, and what replaced it.
 *
 * @param statuses as they are now; empty for any. None is {@link RunStatus#QUEUED}
 */
public record RunSearch(HistoryFilter filter, Set<RunStatus> statuses, PageRequest page) {
    public RunSearch {
        statuses = Set.copyOf(statuses);
        if (statuses.contains(RunStatus.QUEUED)) {
            throw new InvalidInput("status", "that of a run that has begun", RunStatus.QUEUED.name());
        }
    }
}
