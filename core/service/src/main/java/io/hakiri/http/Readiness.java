package io.hakiri.http;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.PageRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** Whether the catalog answers: asked at most once a second, for anybody may ask. */
@Singleton
final class Readiness {
    private static final long REMEMBERED_NANOS = Duration.ofSeconds(1).toNanos();

    /** How the catalog is. */
    enum State {
        AVAILABLE,
        UNAVAILABLE,
        INCOMPATIBLE,
        CORRUPT
    }

    private final Catalog catalog;
    private final ReentrantLock asking = new ReentrantLock();
    private State state = State.UNAVAILABLE;
    private long askedAt = System.nanoTime() - REMEMBERED_NANOS;

    Readiness(Catalog catalog) {
        this.catalog = catalog;
    }

    State state() {
        asking.lock();
        try {
            if (System.nanoTime() - askedAt >= REMEMBERED_NANOS) {
                state = asked();
                askedAt = System.nanoTime();
            }
            return state;
        } finally {
            asking.unlock();
        }
    }

    private State asked() {
        try {
            catalog.projects(PageRequest.first(1));
            return State.AVAILABLE;
        } catch (CatalogException e) {
            return switch (e) {
                case CatalogException.Unavailable _, CatalogException.OutcomeUnknown _, CatalogException.Denied _ ->
                    State.UNAVAILABLE;
                case CatalogException.Incompatible _ -> State.INCOMPATIBLE;
                case CatalogException.Corrupt _ -> State.CORRUPT;
            };
        }
    }
}
