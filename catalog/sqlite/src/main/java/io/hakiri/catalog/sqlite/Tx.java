package io.hakiri.catalog.sqlite;

import io.hakiri.catalog.ProjectId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One write transaction under SQLite's write lock. It is committed if it changed a row, and taken back otherwise: refusals
 * change nothing.
 *
 * @param now one instant for all of it, in microseconds as they are stored
 * @param sequence the number of this transaction in its file
 * @param generation of the fences of new pipelines
 * @param sealed whether the project is sealed for a move (C-26)
 * @param movedTo where the project lives now; {@code null} while it is here
 * @param known what need not be read again; who changes cursors or schemas in a keeping write tells it
 */
record Tx(
        Session sql,
        ProjectId project,
        Instant now,
        Tokens tokens,
        long sequence,
        int generation,
        boolean sealed,
        @Nullable String movedTo,
        Known known) {}
