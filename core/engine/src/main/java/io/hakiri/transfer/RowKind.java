package io.hakiri.transfer;

import java.util.Arrays;
import java.util.List;

/** What a row says, in the order in which rows are laid down. */
public enum RowKind {
    /** What happened under one fence: a run that ended, or how far a chunk or a rewind moved cursors. */
    FENCE(true),
    /** A receipt, open or settled. */
    RECEIPT(true),
    /** A run that was queued and has not begun: it waits, or ended so. */
    QUEUED(true),
    /** A backfill. */
    BACKFILL(true),
    /** A chunk of a backfill. */
    CHUNK(true),
    /** What a person or a program changed in the pipeline. */
    AUDIT(true),
    /** An API token. */
    TOKEN(false),
    /** An idempotency key that is not over. */
    KEY(false),
    /** What a person or a program changed in the project. */
    PROJECT_AUDIT(false);

    private final boolean pipeline;

    RowKind(boolean ofPipeline) {
        pipeline = ofPipeline;
    }

    /** Whether its rows belong to a pipeline, and not to the project. */
    public boolean ofPipeline() {
        return pipeline;
    }

    /** The kinds that an owner has. */
    public static List<RowKind> of(Owner owner) {
        return Arrays.stream(values())
                .filter(kind -> kind.pipeline == (owner.pipeline() != null))
                .toList();
    }
}
