package io.hakiri.migrate;

import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether a target holds what decides a pipeline's next grant as the source does. */
final class Agreement {
    private Agreement() {}

    /** Refuses to go on where something is otherwise. */
    static void expect(PipelineImage source, PipelineImage target) {
        PipelineState a = source.state();
        PipelineState b = target.state();
        expect(a.key(), "declaration", a.manifest(), b.manifest());
        expect(a.key(), "version", a.version(), b.version());
        expect(a.key(), "next due time", a.nextDue(), b.nextDue());
        expect(a.key(), "failures", a.failures(), b.failures());
        expect(a.key(), "pause", source.onHold(), target.onHold());
        expect(a.key(), "fence", a.fence(), b.fence());
        expect(a.key(), "cursors", source.cursors(), target.cursors());
        expect(a.key(), "schema versions", source.schemas(), target.schemas());
        if (target.last().compareTo(source.last()) < 0) {
            throw otherwise(a.key(), "greatest fence");
        }
    }

    private static void expect(PipelineKey key, String what, @Nullable Object source, @Nullable Object target) {
        if (!Objects.equals(source, target)) {
            throw otherwise(key, what);
        }
    }

    private static MoveRefused otherwise(PipelineKey key, String what) {
        return new MoveRefused(key + ": the target holds another " + what + " than the source");
    }

    /** A pipeline that is no more, as far as it has to be said for its history to be laid down. */
    static PipelineState buried(PipelineKey key, Fence fence) {
        return new PipelineState(key, "{}", 1, new PipelineStatus.Sealed(), fence, null, 0, null);
    }
}
