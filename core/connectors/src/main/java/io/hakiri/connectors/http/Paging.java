package io.hakiri.connectors.http;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one page leads to the next. A page is known by a text, its mark: what a link, token or number was; {@code null} is the
 * first one.
 */
sealed interface Paging {
    /** The longest mark: it is part of a position. */
    int MOST_BYTES = 2_048;

    Size size();

    /** The address of the page with this mark. */
    URI address(URI first, @Nullable String mark);

    /**
     * The mark of the page behind this one; empty at the end of the list.
     *
     * @param records how many the page has
     * @throws ConnectorException where the page says something that is none
     */
    Optional<String> next(@Nullable String mark, Answer answer, Page page, long records);

    /**
     * Whether a page that has another one behind it may still get records, so that a position stays on it until the next one
     * has some.
     */
    default boolean lastMayGrow() {
        return false;
    }

    /** JSON pointer to what leads to the next page, where that stands in the page. */
    default @Nullable String pointer() {
        return null;
    }

    /**
     * How many records are asked for.
     *
     * @param param {@code null} where nobody asks
     * @param records 0 where that is not known
     */
    record Size(@Nullable String param, long records) {
        private URI of(URI address) {
            return param == null ? address : Query.with(address, param, Long.toString(records));
        }
    }

    /** There is one page. */
    record Single(Size size) implements Paging {
        @Override
        public URI address(URI first, @Nullable String mark) {
            return size.of(first);
        }

        @Override
        public Optional<String> next(@Nullable String mark, Answer answer, Page page, long records) {
            return Optional.empty();
        }
    }

    /** Each page has the address of the next one: in its Link header (RFC 8288), or in the document. */
    record Link(@Nullable String pointer, Size size) implements Paging {
        @Override
        public URI address(URI first, @Nullable String mark) {
            return mark == null ? size.of(first) : first.resolve(mark);
        }

        @Override
        public Optional<String> next(@Nullable String mark, Answer answer, Page page, long records) {
            Optional<String> found = pointer == null ? answer.nextLink() : page.next();
            return found.map(text -> {
                try {
                    return bounded(answer.address().resolve(text).toString());
                } catch (IllegalArgumentException e) {
                    throw new ConnectorException(
                            ErrorClass.PERMANENT,
                            answer.shown() + ": what should lead to the next page is no address",
                            null);
                }
            });
        }
    }

    /** Each page has a token, which asks for the next one. */
    record Token(String pointer, String param, Size size) implements Paging {
        @Override
        public URI address(URI first, @Nullable String mark) {
            URI address = size.of(first);
            return mark == null ? address : Query.with(address, param, mark);
        }

        @Override
        public Optional<String> next(@Nullable String mark, Answer answer, Page page, long records) {
            return page.next().map(Paging::bounded);
        }
    }

    /** Pages are asked for by how many records, or pages, are before them. The list ends with a page without records. */
    record Offset(String param, long first, boolean pages, Size size) implements Paging {
        @Override
        public URI address(URI firstPage, @Nullable String mark) {
            return Query.with(size.of(firstPage), param, Long.toString(number(mark)));
        }

        @Override
        public Optional<String> next(@Nullable String mark, Answer answer, Page page, long records) {
            return records == 0
                    ? Optional.empty()
                    : Optional.of(Long.toString(Math.addExact(number(mark), pages ? 1 : records)));
        }

        private long number(@Nullable String mark) {
            return mark == null ? first : Long.parseLong(mark);
        }

        @Override
        public boolean lastMayGrow() {
            return pages;
        }
    }

    /** Each page has the records from the greatest value of the last one on: the reader asks by the value itself. */
    record BySince(Size size) implements Paging {
        @Override
        public URI address(URI first, @Nullable String mark) {
            return size.of(first);
        }

        @Override
        public Optional<String> next(@Nullable String mark, Answer answer, Page page, long records) {
            return Optional.empty();
        }
    }

    private static String bounded(String mark) {
        if (mark.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new ConnectorException(
                    ErrorClass.PERMANENT,
                    "what leads to the next page is longer than " + MOST_BYTES
                            + " bytes, which a position has no room for",
                    null);
        }
        return mark;
    }
}
