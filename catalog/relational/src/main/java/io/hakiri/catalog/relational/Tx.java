package io.hakiri.catalog.relational;

import io.hakiri.catalog.ProjectId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One write. It is committed if it changed a row, and taken back otherwise: refusals change nothing.
 *
 * @param sequence the number of this transaction, or any that is as good: now and then one is a multiple of 16
 * @param generation of the fences of new pipelines
 * @param sealed whether the project is sealed for a move (C-26)
 * @param movedTo where the project lives now; {@code null} while it is here
 * @param known what need not be read again; who changes cursors or schemas in a keeping write tells it
 */
public record Tx(
        Sql sql,
        ProjectId project,
        Tokens tokens,
        long sequence,
        int generation,
        boolean sealed,
        @Nullable String movedTo,
        Known known) {
    Instant now() {
        return sql.now();
    }
}
