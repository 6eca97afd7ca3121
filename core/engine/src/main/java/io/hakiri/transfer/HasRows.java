package io.hakiri.transfer;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.PipelineKey;
import java.util.Optional;

/** A catalog in front of another, which says where the rows of a pipeline can be read. */
public interface HasRows {
    /** The catalog where a pipeline lives, as rows; empty where there is none to be had, as from a service. */
    Optional<Transfer> rowsOf(PipelineKey pipeline);

    /** The rows of a pipeline of any catalog, if it gives them out. */
    static Optional<Transfer> of(Catalog catalog, PipelineKey pipeline) {
        return switch (catalog) {
            case Transfer rows -> Optional.of(rows);
            case HasRows front -> front.rowsOf(pipeline);
            default -> Optional.empty();
        };
    }
}
