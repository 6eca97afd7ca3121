package io.hakiri.connector;

import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.Writer;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Where rows go. Staged objects become visible only by {@link #publish}, and publishing consumes the staged object, so
 * that nobody can publish it again once it was published or withdrawn (ADR 0003).
 */
public interface Destination extends AutoCloseable {
    /** Begins to stage what one commit will record. */
    Staging stage(Stage stage);

    /**
     * Makes committed objects visible, each at once and durably; one that is visible already stays as it is.
     *
     * @throws ConnectorException permanent where an object is neither staged nor published: committed rows are missing
     */
    void publish(Writer writer, List<Receipt> receipts);

    /** Removes objects, staged or published, durably; one that is not there is no error. */
    void withdraw(Writer writer, List<Receipt> receipts);

    /**
     * Removes what was staged for the writer's pipeline and no commit recorded: all below the writer's fence whose name is not in
     * {@code keep}, as far as it was staged by one of {@code whose}.
     *
     * @param whose by the id that objects are named by ({@link Stage})
     */
    void sweep(Writer writer, Set<String> keep, Predicate<RunId> whose);

    /** Removes what earlier runs left. Chunks of backfills are at work beside a run, so what they staged stays. */
    default void sweep(Writer writer, Set<String> keep) {
        sweep(writer, keep, run -> !run.ofChunk());
    }

    /**
     * Brings what is derived from the published objects of a stream up to date, such as the view of the newest row per key.
     *
     * @param primaryKey empty where the stream has none
     */
    void refresh(String stream, List<String> primaryKey);

    @Override
    void close();
}
