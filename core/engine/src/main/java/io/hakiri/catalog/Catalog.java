package io.hakiri.catalog;

/**
 * The state of data pipelines: one contract (C-1 … C-29), the same on every backend.
 *
 * <p>Calls block; callers run on virtual threads, and every call ends within the backend's deadline. Any call can throw a
 * {@link CatalogException}.
 */
public interface Catalog
        extends Projects,
                Pipelines,
                SingleWriter,
                DuePipelines,
                RunHistory,
                SchemaHistory,
                IdempotencyKeys,
                AuditLog,
                HistorySearch,
                Backfills,
                Sealing,
                Restore,
                Retention,
                Storage,
                AutoCloseable {
    /** Gives back what the catalog holds; calls after it are refused with {@link CatalogException.Unavailable}. */
    @Override
    void close();
}
