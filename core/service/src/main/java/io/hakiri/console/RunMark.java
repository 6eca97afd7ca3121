package io.hakiri.console;

import io.hakiri.catalog.Run;
import java.time.Instant;
import java.util.List;

/**
 * A run as one mark in a strip.
 *
 * @param kind its colour, as of a {@link Badge}
 * @param says all that the mark means, in words
 */
public record RunMark(String kind, String says, String href) {
    /** From the oldest to the newest. */
    static List<RunMark> strip(List<Run> newestFirst, Instant now) {
        return newestFirst.reversed().stream().map(run -> of(run, now)).toList();
    }

    private static RunMark of(Run run, Instant now) {
        Badge badge = Badge.of(run.status());
        return new RunMark(
                badge.kind(),
                badge.says() + ", " + Moment.of(run.startedAt(), now).says(),
                Paths.of(run.pipeline(), run.id()));
    }
}
