package io.hakiri.explain;

import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Verdict;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a pipeline stands at an instant. What is {@code null} was not so, or is not known of the past: the explanation says which.
 *
 * @param since from when on it has this status; {@code null} where that is not known
 * @param by who brought it there
 * @param reason in their words
 * @param version of its declaration
 * @param manifest its declaration, as canonical JSON
 * @param fence the current one; of the past that of the run that went on
 * @param run the one that goes on
 * @param holder who has its lease
 * @param until when the lease ends; not known of the past
 * @param nextDue when it is due next; not known of the past
 * @param failures runs in a row that failed or were abandoned
 */
public record Standing(
        Status status,
        @Nullable Instant since,
        @Nullable String by,
        @Nullable String reason,
        @Nullable Long version,
        @Nullable String manifest,
        @Nullable Fence fence,
        @Nullable RunId run,
        @Nullable String holder,
        @Nullable Instant until,
        @Nullable Instant nextDue,
        @Nullable Integer failures,
        List<CursorThen> cursors,
        List<ShapeThen> schemas) {
    /** Whether it could be written. */
    public enum Status {
        ACTIVE,
        PAUSED,
        /** For a move. */
        SEALED,
        /** To another catalog. */
        MOVED,
        DELETED,
        /** Not declared yet, or never. */
        UNDECLARED,
        /** The events that would tell are not there any more. */
        UNKNOWN
    }

    /**
     * How far a partition of a stream was.
     *
     * @param position where it stood, or of {@link Sure#BETWEEN} where the run found it; {@code null} for the start
     * @param towards of {@link Sure#BETWEEN}: where the run left it
     */
    public record CursorThen(
            StreamPartition at,
            @Nullable Position position,
            Sure sure,
            @Nullable Position towards) {}

    /** How well a cursor of the past is known. */
    public enum Sure {
        /** It stood there. */
        EXACT,
        /** A run was moving it. */
        BETWEEN,
        /** What would tell is not kept, or not there any more. */
        UNKNOWN
    }

    /**
     * The shape of a stream.
     *
     * @param latest the newest version
     * @param accepted the newest accepted one; {@code null} for none
     * @param verdict on the newest one; {@code null} for nothing yet
     */
    public record ShapeThen(
            String stream,
            int latest,
            @Nullable Integer accepted,
            @Nullable Verdict verdict) {}

    public Standing {
        cursors = List.copyOf(cursors);
        schemas = List.copyOf(schemas);
    }
}
