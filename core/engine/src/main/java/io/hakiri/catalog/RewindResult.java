package io.hakiri.catalog;

import java.util.List;

/** The answer to {@link SingleWriter#rewind}. */
public sealed interface RewindResult
        permits RewindResult.Rewound, Answers.Held, Answers.NotFound, Answers.Moving, Answers.Moved, Answers.Invalid {
    /**
     * Done under a new fence.
     *
     * @param changed the cursors that were moved, as they are now, at most 1,000
     * @param withdrawing how many receipts are now to be withdrawn; {@link SingleWriter#unsettled} lists them
     */
    record Rewound(Fence fence, List<Cursor> changed, int withdrawing) implements RewindResult {
        public Rewound {
            changed = List.copyOf(changed);
        }
    }
}
