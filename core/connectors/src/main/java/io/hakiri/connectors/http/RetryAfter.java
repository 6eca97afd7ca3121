package io.hakiri.connectors.http;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * How long an API asks to wait: {@code Retry-After} as seconds or as a date (RFC 9110), else where nothing is left of a rate
 * limit, when that begins anew ({@code RateLimit-Reset}, {@code X-RateLimit-Reset}: seconds, or seconds since 1970).
 */
final class RetryAfter {
    static final Duration LONGEST = Duration.ofHours(24);
    /** More than any number of seconds to wait, less than any time of now in seconds. */
    private static final long LEAST_EPOCH_SECONDS = 1_000_000_000;

    private RetryAfter() {}

    static Optional<Duration> of(HttpHeaders headers, Instant now) {
        // a date was made with the server's clock, which the answer's own date shows
        Instant there = headers.firstValue("Date").flatMap(RetryAfter::date).orElse(now);
        Optional<Duration> asked =
                headers.firstValue("Retry-After").map(String::strip).flatMap(text -> after(text, there));
        return asked.or(() -> exhausted(headers) ? reset(headers, there) : Optional.empty())
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    }

    /** Whether nothing is left of a rate limit. */
    static boolean exhausted(HttpHeaders headers) {
        return first(headers, "RateLimit-Remaining", "X-RateLimit-Remaining")
                .map(left -> left.strip().equals("0"))
                .orElse(false);
    }

    private static Optional<Duration> after(String text, Instant there) {
        return seconds(text).map(Duration::ofSeconds).or(() -> date(text).map(at -> Duration.between(there, at)));
    }

    private static Optional<Duration> reset(HttpHeaders headers, Instant there) {
        return first(headers, "RateLimit-Reset", "X-RateLimit-Reset")
                .flatMap(text -> seconds(text.strip()))
                .map(number -> number < LEAST_EPOCH_SECONDS
                        ? Duration.ofSeconds(number)
                        : Duration.between(there, Instant.ofEpochSecond(number)));
    }

    private static Optional<String> first(HttpHeaders headers, String one, String other) {
        return headers.firstValue(one).or(() -> headers.firstValue(other));
    }

    private static Optional<Long> seconds(String text) {
        return text.matches("[0-9]{1,12}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
