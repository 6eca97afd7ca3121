package io.hakiri.catalog.relational;

import io.hakiri.catalog.Fence;

/**
 * Up to which fence retention has removed a pipeline's history (C-29). A row of the project's own is locked by who removes and
 * by who rewinds, so that a rewind does not miss what goes while it looks; nobody else asks for it.
 */
final class Horizon {
    private static final String OF = "SELECT fence FROM horizon WHERE pipeline = ?";

    private static final String HOLD =
            "INSERT INTO horizon VALUES (?, 0) ON CONFLICT (pipeline) DO UPDATE SET fence = 0";

    private static final String EXISTS = "INSERT INTO horizon VALUES (?, 0) ON CONFLICT (pipeline) DO NOTHING";

    private static final String TRY = "SELECT 1 FROM horizon WHERE pipeline = ? {skip locked}";

    private static final String RAISE = """
            INSERT INTO horizon VALUES (?, ?) ON CONFLICT (pipeline) DO UPDATE SET fence = excluded.fence
            WHERE horizon.fence < excluded.fence""";

    private Horizon() {}

    static Fence of(Sql sql, PipelineRow pipeline) {
        return new Fence(sql.number(OF, pipeline.id));
    }

    /** Waits for who removes; until the end of the transaction nobody does. */
    static void hold(Tx tx) {
        tx.sql().change(HOLD, tx.sql().ofProject());
    }

    /** Whether nobody rewinds or removes until the end of the transaction; does not wait. */
    static boolean tryHold(Tx tx) {
        tx.sql().change(EXISTS, tx.sql().ofProject());
        return tx.sql().exists(TRY, tx.sql().ofProject());
    }

    static void raise(Tx tx, long pipeline, Fence fence) {
        tx.sql().change(RAISE, pipeline, fence);
    }
}
