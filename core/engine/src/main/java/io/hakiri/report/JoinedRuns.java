package io.hakiri.report;

import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Run;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The runs of one pipeline that a search finds and those of an archive, each once: rows may be in both for a while. */
final class JoinedRuns implements RunSequence {
    private final RunSequence found;
    private final ArchivedRuns archived;
    private @Nullable Run nextFound;
    private @Nullable Run nextArchived;

    JoinedRuns(RunSequence found, ArchivedRuns archived) throws IOException {
        this.found = found;
        this.archived = archived;
        this.nextFound = found.next();
        this.nextArchived = archived.next();
    }

    @Override
    public @Nullable Run next() throws IOException {
        long ofFound = fence(nextFound);
        long ofArchived = fence(nextArchived);
        Run next = ofFound >= ofArchived ? nextFound : nextArchived;
        if (next == null) {
            return null;
        }
        if (ofFound >= ofArchived) {
            nextFound = found.next();
        }
        if (ofArchived >= ofFound) {
            nextArchived = archived.next();
        }
        return archived.completed(next);
    }

    /** Below all where there is none. */
    private static long fence(@Nullable Run run) {
        Fence fence = run == null ? null : run.fence();
        return fence == null ? -1 : fence.value();
    }
}
