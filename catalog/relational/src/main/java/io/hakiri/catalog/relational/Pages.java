package io.hakiri.catalog.relational;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Pages by key: the token is the key of the last entry, wrapped so that nobody reads it (C-19). */
public final class Pages {
    /** Between the parts of a key; no name holds a control character (C-22). */
    private static final char BETWEEN = '\n';

    private Pages() {}

    /** A page of what was read, where one entry more than asked for was read if there are more. */
    public static <T> Page<T> page(List<T> read, PageRequest request, Function<T, String> key) {
        if (read.size() <= request.entries()) {
            return new Page<>(read, null);
        }
        List<T> entries = read.subList(0, request.entries());
        String last = key.apply(entries.getLast());
        return new Page<>(
                entries, Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.UTF_8)));
    }

    static String key(String... parts) {
        return String.join(String.valueOf(BETWEEN), parts);
    }

    static @Nullable String after(PageRequest page) {
        String token = page.after();
        if (token == null) {
            return null;
        }
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("page token", "one that a page before named", token);
        }
    }

    /** The key after which the page begins, as a text; empty for the first page. */
    public static String textAfter(PageRequest page) {
        String after = after(page);
        return after == null ? "" : after;
    }

    /** The key after which the page begins, as a number. */
    public static long numberAfter(PageRequest page, long first) {
        String after = after(page);
        return after == null ? first : number(after);
    }

    static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new InvalidInput("page token", "one that a page before named", digits);
        }
    }

    /** The parts of the key after which the page begins; {@code null} for the first page. */
    static String @Nullable [] partsAfter(PageRequest page, int parts) {
        String after = after(page);
        if (after == null) {
            return null;
        }
        String[] split = after.split(String.valueOf(BETWEEN), -1);
        if (split.length != parts) {
            throw new InvalidInput("page token", "one that a page before named", after);
        }
        return split;
    }

    /** A listing of a pipeline's things: says where it lives when it moved (C-26). */
    static <T> Listing<T> listing(Sql sql, PipelineKey key, boolean alsoDeleted, Function<PipelineRow, Page<T>> pages) {
        PipelineRow pipeline = alsoDeleted ? PipelineRow.load(sql, key) : PipelineRow.loadLiving(sql, key);
        if (pipeline == null) {
            return new Listing.NotThere<>();
        }
        String address = pipeline.movedTo();
        return address != null ? new Listing.Elsewhere<>(address) : new Listing.Listed<>(pages.apply(pipeline));
    }
}
