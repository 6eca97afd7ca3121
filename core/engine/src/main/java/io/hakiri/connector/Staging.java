package io.hakiri.connector;

import io.hakiri.batch.Batch;
import io.hakiri.catalog.StagedObject;
import java.util.List;

/** Rows on their way into one commit: not visible to readers of the destination until they are published. Used by one thread. */
public interface Staging extends AutoCloseable {
    /** Adds rows of a stream. Batches of one stream may differ in shape. */
    void write(String stream, Batch rows);

    /** Adds rows that are set aside. */
    void quarantine(String stream, List<RejectedRow> rows);

    /**
     * Makes all of it durable, still invisible, and says what there is.
     *
     * @return at most 1,000 objects; none where nothing was written
     */
    List<StagedObject> finish();

    /** Removes what was staged and not finished. What was finished stays until it is published or swept. */
    @Override
    void close();
}
