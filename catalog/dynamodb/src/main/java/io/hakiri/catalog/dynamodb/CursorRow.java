package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.StreamPartition;
import java.time.Instant;
import java.util.Objects;
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
     * @param place the position, or whose record has it
     * @param fence that moved it there; {@code null} where there was none
     */
    record Found(long revision, Place place, @Nullable Fence fence, Instant movedAt) {}

    /** A position that was found. */
    sealed interface Place {
        record At(@Nullable Position position) implements Place {}

        /** Where the run of this fence left it: its record says where. */
        record LeftBy(Fence fence) implements Place {}
    }

    Cursor cursor(StreamPartition at) {
        return new Cursor(at, position, revision, fence, movedAt);
    }

    /** Moved by a fence; the first time it remembers where it was found. */
    static CursorRow moved(@Nullable CursorRow before, @Nullable Position to, Fence by, Instant now) {
        if (before == null) {
            return new CursorRow(to, 1, by, now, new Found(0, new Place.At(null), null, now));
        }
        Found found = before.fence.equals(by) && before.found != null
                ? before.found
                : new Found(before.revision, new Place.At(before.position), before.fence, before.movedAt);
        return new CursorRow(to, before.revision + 1, by, now, found);
    }

    /** With the position that was found in it, wherever it was. */
    CursorRow foundAt(@Nullable Position at) {
        Found was = Objects.requireNonNull(found);
        return new CursorRow(
                position, revision, fence, movedAt, new Found(was.revision, new Place.At(at), was.fence, was.movedAt));
    }

    /**
     * Writes where it was found only for the run that goes on, since nobody asks for that of others; and not the position where
     * the run before it left the cursor there, since that one's record has it: a head is paid by the kilobyte with each write.
     */
    static final class Coding implements Tree.Codec<CursorRow> {
        private final Supplier<@Nullable Fence> openFence;
        private final Supplier<Fence> leftBy;

        /** @param leftBy the run whose record stays and says where it left each cursor that still has its fence */
        Coding(Supplier<@Nullable Fence> openFence, Supplier<Fence> leftBy) {
            this.openFence = openFence;
            this.leftBy = leftBy;
        }

        @Override
        public void write(Out out, CursorRow row) {
            Found found = row.fence.equals(openFence.get()) ? row.found : null;
            out.position(row.position)
                    .number(row.revision)
                    .fence(row.fence)
                    .instant(row.movedAt)
                    .orNull(found, (o, f) -> write(o, row, f));
        }

        private void write(Out out, CursorRow row, Found found) {
            out.number(row.revision - found.revision)
                    .orNull(found.fence, Out::fence)
                    .instant(found.movedAt);
            switch (found.place) {
                case Place.At(Position position)
                when !recorded(found) -> out.flag(false).position(position);
                case Place.At(var _), Place.LeftBy(var _) -> out.flag(true);
            }
        }

        private boolean recorded(Found found) {
            return !leftBy.get().equals(Fence.NONE) && leftBy.get().equals(found.fence);
        }

        @Override
        public CursorRow read(In in) {
            Position position = in.position();
            long revision = in.number();
            return new CursorRow(position, revision, in.fence(), in.instant(), in.orNull(i -> found(i, revision)));
        }

        private static Found found(In in, long revision) {
            long before = revision - in.number();
            Fence fence = in.orNull(In::fence);
            Instant movedAt = in.instant();
            Place place = in.flag() ? new Place.LeftBy(Objects.requireNonNull(fence)) : new Place.At(in.position());
            return new Found(before, place, fence, movedAt);
        }
    }
}
