package io.hakiri.access;

import java.time.Duration;

/**
 * A rate that was exceeded.
 *
 * @param of whose: {@code token}, {@code project} or {@code address}
 * @param retryAfter when the next one is due, more than zero
 */
public record Exceeded(String of, Rate rate, Duration retryAfter) {}
