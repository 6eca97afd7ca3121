package io.hakiri.migrate;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.sqlite.SqliteCatalog;
import io.hakiri.run.Pace;
import io.hakiri.run.Stop;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/** Two catalogs in files, and migrators between them. */
final class Ends implements AutoCloseable {
    final Catalog source;
    final Catalog target;
    final End from;
    final End to;

    Ends(Path folder) {
        source = open(folder.resolve("source"));
        target = open(folder.resolve("target"));
        from = End.of(source);
        to = End.of(target);
    }

    private static Catalog open(Path folder) {
        return SqliteCatalog.open(folder, InstantSource.system(), new SecureRandom());
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }

    Migration migration() {
        return migration(Dying.never(), false);
    }

    /** One that ends as it is told; each has a new process' ignorance. */
    Migration migration(Dying dying, boolean breakLeases) {
        return migration(dying, breakLeases, MoveListener.NONE);
    }

    Migration migration(Dying dying, boolean breakLeases, MoveListener listener) {
        return migration(dying.end(from), dying.end(to), breakLeases, listener);
    }

    /** One that finds another target, or another source, in the place of these. */
    Migration migration(End source, End target, boolean breakLeases, MoveListener listener) {
        return new Migration(
                source,
                target,
                new MoveOptions(List.of(), false, breakLeases, Duration.ofSeconds(1), Shop.ANN),
                this::settle,
                listener,
                pace());
    }

    static Pace pace() {
        return new Pace(InstantSource.system(), Thread::sleep, RandomGenerator.getDefault(), new Stop());
    }

    /** As a destination that follows at once. */
    void settle(PipelineState state) {
        PipelineKey key = state.key();
        Page<Receipt> open = source.unsettled(key, PageRequest.first()).pageOrNull();
        if (open != null && !open.entries().isEmpty()) {
            source.acknowledge(
                    key,
                    open.entries().stream()
                            .map(receipt -> new Settlement(
                                    receipt.id(),
                                    receipt.state() == Receipt.State.COMMITTED
                                            ? Receipt.State.PUBLISHED
                                            : Receipt.State.WITHDRAWN))
                            .toList());
        }
    }

    Verified verified() {
        return new Verification(from, to, pace()).compare(List.of());
    }
}
