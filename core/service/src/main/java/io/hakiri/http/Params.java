package io.hakiri.http;

import io.hakiri.api.Bodies;
import io.hakiri.api.RequestKey;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.RequestId;
import jakarta.ws.rs.core.SecurityContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What paths, queries and headers say. */
final class Params {
    static final String IDEMPOTENCY_KEY = RequestKey.HEADER;
    static final int ENTRIES_UNLESS_SAID = 100;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
    private static final Pattern TAG = Pattern.compile("\"([0-9]{1,18})\"");

    private Params() {}

    /** Who calls, and why. */
    static Actor actor(SecurityContext caller, String reason) {
        return new Actor(caller.getUserPrincipal().getName(), reason);
    }

    /**
     * Which page.
     *
     * @param page the {@code next} of the page before
     */
    static PageRequest page(@Nullable String page, @Nullable String limit) {
        return new PageRequest(
                page, limit == null ? ENTRIES_UNLESS_SAID : number("limit", limit, 1, Limits.PAGE_ENTRIES));
    }

    /** Which page of what is found. */
    static PageRequest page(Bodies.@Nullable Window window) {
        if (window == null) {
            return PageRequest.first(ENTRIES_UNLESS_SAID);
        }
        Integer limit = window.limit();
        return new PageRequest(window.after(), limit == null ? ENTRIES_UNLESS_SAID : limit);
    }

    static int number(String field, String text, int least, int most) {
        long number = NUMBER.matcher(text).matches() ? Long.parseLong(text) : -1;
        if (number < least || number > most) {
            throw new InvalidInput(field, least + " to " + most, text);
        }
        return (int) number;
    }

    /** The name of a request that must be safe to send again (C-10). */
    static RequestId request(@Nullable String idempotencyKey) {
        if (idempotencyKey == null) {
            throw new InvalidInput(
                    IDEMPOTENCY_KEY, "a header that names this request, the same when it is sent again", "nothing");
        }
        return RequestKey.read(idempotencyKey);
    }

    /** The version that a change was made from; 0 for "must not exist"; {@code null} for "whatever it is". */
    static @Nullable Long expectedVersion(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        if (ifNoneMatch != null) {
            if (!ifNoneMatch.strip().equals("*") || ifMatch != null) {
                throw new InvalidInput("If-None-Match", "* alone, and without If-Match", ifNoneMatch);
            }
            return 0L;
        }
        if (ifMatch == null) {
            return null;
        }
        Matcher tag = TAG.matcher(ifMatch.strip());
        if (!tag.matches()) {
            throw new InvalidInput("If-Match", "one ETag of this pipeline, such as \"3\"", ifMatch);
        }
        return Long.parseLong(tag.group(1));
    }
}
