package io.hakiri.catalog.relational;

import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A place in the order of what a project's search finds (C-28): what comes after it is older; or as old and of a later
 * pipeline; or of the same pipeline and of a smaller number. It is what a page's token holds.
 *
 * @param micros since 1970
 * @param pipeline empty for the project itself
 * @param number the fence, or the number of the event
 */
public record SearchPlace(long micros, String pipeline, long number) {
    private static final int PARTS = 3;

    /** Where the page begins; before everything for the first one. */
    public static SearchPlace after(PageRequest page) {
        String[] parts = Pages.partsAfter(page, PARTS);
        return parts == null
                ? new SearchPlace(Long.MAX_VALUE, "", Long.MAX_VALUE)
                : new SearchPlace(Pages.number(parts[0]), parts[1], Pages.number(parts[2]));
    }

    /** What the token of a page holds that ends here. */
    public static String key(Instant at, @Nullable PipelineId pipeline, long number) {
        return Pages.key(
                Long.toString(Row.micros(at)), pipeline == null ? "" : pipeline.value(), Long.toString(number));
    }
}
