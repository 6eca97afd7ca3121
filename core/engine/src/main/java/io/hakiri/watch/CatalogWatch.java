package io.hakiri.watch;

import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.ChunkCommitResult;
import io.hakiri.catalog.ChunkWriter;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RenewResult;
import io.hakiri.catalog.Writer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watches the work on a catalog. Called by the thread that called the catalog, after the answer is known: must not block. What it
 * throws is logged and changes nothing.
 *
 * <p>A request may be sent again (C-10): {@code first} tells whether this process saw the grant, or the step, for the first time.
 * What is seen by several processes is first in each of them.
 */
public interface CatalogWatch {
    /** Watches nothing. */
    CatalogWatch SILENT = new CatalogWatch() {};

    /** Somebody asked for the lease of a pipeline. */
    default void began(Begin asked, BeginResult answer, boolean first, Duration took) {}

    /** Somebody asked to keep it. */
    default void renewed(Writer writer, RenewResult answer, Duration took) {}

    /** Somebody wanted to move a run forward. */
    default void committed(Commit asked, CommitResult answer, boolean first, Duration took) {}

    /** A run ended: by a commit, or for somebody took its lease away or cancelled it. Told once by this process. */
    default void ended(Ending ending) {}

    /** Runs that this process knows nothing else of were closed, for they lost their lease. */
    default void abandoned(ProjectId project, int runs) {}

    /** Pipelines that are due were handed out. */
    default void claimed(ClaimDue asked, List<Claim> claims, Duration took) {}

    /** The writer of a chunk renewed or committed. */
    default void chunkAnswered(ChunkWriter writer, ChunkCommitResult answer) {}

    /**
     * The catalog did not answer.
     *
     * @param operation {@code begin}, {@code renew}, {@code commit}, {@code claim}, {@code abandon} or {@code chunk}; or "projects", with which
     *     a look at what is due begins
     * @param project {@code null} where the request was about none
     */
    default void failed(String operation, @Nullable ProjectId project, CatalogException why) {}
}
