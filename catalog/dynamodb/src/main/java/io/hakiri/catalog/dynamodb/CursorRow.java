package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.StreamPartition;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cursor as it is kept.
 *
 * @param position {@code null} at the start
 * @param found where its fence found it, while that fence's run goes on; afterwards the run's record has it
 */
record CursorRow(
        @Nullable Position position,
        long revision,
        Fence fence,
        Instant movedAt,
        @Nullable Found found) {

    /**
     * Where a fence found a cursor.
     *
     * @param revision 0 where there was none
     */
    record Found(
            long revision,
            @Nullable Position position,
            @Nullable Fence fence,
            Instant movedAt) {}

    Cursor cursor(StreamPartition at) {
        return new Cursor(at, position, revision, fence, movedAt);
    }

    /** Moved by a fence; the first time it remembers where it was found. */
    static CursorRow moved(@Nullable CursorRow before, @Nullable Position to, Fence by, Instant now) {
        if (before == null) {
            return new CursorRow(to, 1, by, now, new Found(0, null, null, now));
        }
        Found found = before.fence.equals(by) && before.found != null
                ? before.found
                : new Found(before.revision, before.position, before.fence, before.movedAt);
        return new CursorRow(to, before.revision + 1, by, now, found);
    }

    /** Writes where it was found only for the run that goes on: nobody asks for that of others. */
    static final class Coding implements Tree.Codec<CursorRow> {
        private final Supplier<@Nullable Fence> openFence;

        Coding(Supplier<@Nullable Fence> openFence) {
            this.openFence = openFence;
        }

        @Override
        public void write(Out out, CursorRow row) {
            Found found = row.fence.equals(openFence.get()) ? row.found : null;
            out.position(row.position)
                    .number(row.revision)
                    .fence(row.fence)
                    .instant(row.movedAt)
                    .orNull(
                            found,
                            (o, f) -> o.number(f.revision())
                                    .position(f.position())
                                    .orNull(f.fence(), Out::fence)
                                    .instant(f.movedAt()));
        }

        @Override
        public CursorRow read(In in) {
            return new CursorRow(
                    in.position(),
                    in.number(),
                    in.fence(),
                    in.instant(),
                    in.orNull(i -> new Found(i.number(), i.position(), i.orNull(In::fence), i.instant())));
        }
    }
}
