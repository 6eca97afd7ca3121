package io.hakiri.report;

import io.hakiri.catalog.Run;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Runs, one after another: of one pipeline by fence, the greatest first; of a project as searches find them. */
interface RunSequence {
    /** The next one; {@code null} behind the last. */
    @Nullable
    Run next() throws IOException;
}
