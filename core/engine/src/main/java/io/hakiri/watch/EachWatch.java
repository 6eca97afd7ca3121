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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Several that watch. A fault of one of them is nobody else's. */
final class EachWatch implements CatalogWatch {
    private static final System.Logger LOG = System.getLogger("io.hakiri.watch");

    private final List<CatalogWatch> watches;
    private final AtomicBoolean isSaid = new AtomicBoolean();

    EachWatch(List<CatalogWatch> watches) {
        this.watches = List.copyOf(watches);
    }

    private void each(Consumer<CatalogWatch> told) {
        for (CatalogWatch watch : watches) {
            try {
                told.accept(watch);
            } catch (RuntimeException e) {
                // the catalog has answered: whoever called gets that answer
                boolean isFirst = isSaid.compareAndSet(false, true);
                LOG.log(
                        isFirst ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                        "watching the catalog failed; this is said once",
                        e);
            }
        }
    }

    @Override
    public void began(Begin asked, BeginResult answer, boolean first, Duration took) {
        each(watch -> watch.began(asked, answer, first, took));
    }

    @Override
    public void renewed(Writer writer, RenewResult answer, Duration took) {
        each(watch -> watch.renewed(writer, answer, took));
    }

    @Override
    public void committed(Commit asked, CommitResult answer, boolean first, Duration took) {
        each(watch -> watch.committed(asked, answer, first, took));
    }

    @Override
    public void ended(Ending ending) {
        each(watch -> watch.ended(ending));
    }

    @Override
    public void abandoned(ProjectId project, int runs) {
        each(watch -> watch.abandoned(project, runs));
    }

    @Override
    public void claimed(ClaimDue asked, List<Claim> claims, Duration took) {
        each(watch -> watch.claimed(asked, claims, took));
    }

    @Override
    public void chunkAnswered(ChunkWriter writer, ChunkCommitResult answer) {
        each(watch -> watch.chunkAnswered(writer, answer));
    }

    @Override
    public void failed(String operation, @Nullable ProjectId project, CatalogException why) {
        each(watch -> watch.failed(operation, project, why));
    }
}
