package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Pages by key: the token is the key of the last entry, wrapped so that nobody reads it (C-19). */
final class Paging {
    /** Between the parts of a key; no name holds a control character (C-22). */
    private static final String BETWEEN = "\n";

    private Paging() {}

    /** A page of what was read, where one entry more than asked for was read if there are more. */
    static <T> Page<T> page(List<T> read, PageRequest request, Function<T, String> token) {
        if (read.size() <= request.entries()) {
            return new Page<>(read, null);
        }
        List<T> entries = read.subList(0, request.entries());
        return new Page<>(entries, token.apply(entries.getLast()));
    }

    static String token(String... parts) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(String.join(BETWEEN, parts).getBytes(StandardCharsets.UTF_8));
    }

    /** The parts of the key after which the page begins; none for the first page. */
    static List<String> after(PageRequest page) {
        String token = page.after();
        if (token == null) {
            return List.of();
        }
        try {
            String key = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            return List.of(key.split(BETWEEN, -1));
        } catch (IllegalArgumentException e) {
            throw wrong(token);
        }
    }

    /** As above, of so many parts. */
    static List<String> after(PageRequest page, int parts) {
        List<String> after = after(page);
        if (!after.isEmpty() && after.size() != parts) {
            throw wrong(String.valueOf(page.after()));
        }
        return after;
    }

    static String textAfter(PageRequest page) {
        List<String> after = after(page, 1);
        return after.isEmpty() ? "" : after.getFirst();
    }

    static long numberAfter(PageRequest page, long first) {
        List<String> after = after(page, 1);
        return after.isEmpty() ? first : number(after.getFirst());
    }

    static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw wrong(digits);
        }
    }

    static InvalidInput wrong(String token) {
        return new InvalidInput("page token", "one that a page before named", token);
    }

    /** A listing of a pipeline's things: says where it lives when it moved (C-26). */
    static <T> Listing<T> listing(Work work, boolean alsoDeleted, Function<Head, Page<T>> pages) {
        Head head = alsoDeleted ? work.head() : work.living();
        if (head == null) {
            return new Listing.NotThere<>();
        }
        String address = head.movedTo();
        return address != null ? new Listing.Elsewhere<>(address) : new Listing.Listed<>(pages.apply(head));
    }

    /** All items of a part of a partition. */
    static List<Map<String, AttributeValue>> items(Table table, String partition, String from, String upTo) {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        String start = from;
        boolean more = true;
        while (more) {
            Table.Slice slice = table.query(partition, start, upTo, true, 0);
            items.addAll(slice.items());
            more = slice.more() && !slice.items().isEmpty();
            if (more) {
                start = Items.sortKey(slice.items().getLast()) + "\0";
            }
        }
        return items;
    }
}
