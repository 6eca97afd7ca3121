package io.hakiri.migrate;

import io.hakiri.catalog.PipelineState;

/** Makes a destination follow what a sealed pipeline has committed (C-25). */
@FunctionalInterface
public interface Settling {
    /**
     * Settles the open receipts of a pipeline at the source.
     *
     * @param pipeline with its declaration
     * @throws io.hakiri.connector.ConnectorException where the destination does not follow; the rest stays open
     * @throws io.hakiri.catalog.InvalidInput where the declaration does not say what the destination is
     */
    void settle(PipelineState pipeline);
}
