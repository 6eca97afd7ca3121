package io.hakiri.catalog.relational;

import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.SeenSchema;

/**
 * A place in the order of schema versions that a search finds (C-28): what comes after it was seen earlier; or then, in a later
 * pipeline, or in a later stream of it, or under a lower number. It is what a page's token holds.
 *
 * @param micros since 1970
 */
public record SchemaPlace(long micros, String pipeline, String stream, int version) {
    private static final int PARTS = 4;

    /** Where the page begins; before everything for the first one. */
    public static SchemaPlace after(PageRequest page) {
        String[] parts = Pages.partsAfter(page, PARTS);
        return parts == null
                ? new SchemaPlace(Long.MAX_VALUE, "", "", Integer.MAX_VALUE)
                : new SchemaPlace(
                        Pages.number(parts[0]),
                        parts[1],
                        parts[2],
                        Math.clamp(Pages.number(parts[3]), 0, Integer.MAX_VALUE));
    }

    /** What the token of a page holds that ends here. */
    public static String key(SeenSchema last) {
        return Pages.key(
                Long.toString(Row.micros(last.version().seenAt())),
                last.pipeline().pipeline().value(),
                last.version().stream(),
                Integer.toString(last.version().version()));
    }
}
