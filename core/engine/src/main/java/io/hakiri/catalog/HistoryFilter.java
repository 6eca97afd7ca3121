package io.hakiri.catalog;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What every search is narrowed by (C-28). All that is given must hold.
 *
 * @param pipeline {@code null} for the whole project
 * @param from not before; {@code null} for no such border. Instants are rounded up to microseconds, in which a catalog keeps
 *     them: that finds the same
 * @param until before, and not at; {@code null} for no such border
 * @param text occurs in one of the texts of what is found, 1 to 256 bytes without control characters; {@code null} for any.
 *     Each character is only itself, but {@code A} to {@code Z} are the same as {@code a} to {@code z}: the one rule that
 *     every backend can keep, whatever its language
 */
public record HistoryFilter(
        ProjectId project,
        @Nullable PipelineId pipeline,
        @Nullable Instant from,
        @Nullable Instant until,
        @Nullable String text) {
    private static final Instant LAST = Instant.MAX.truncatedTo(ChronoUnit.MICROS);

    public HistoryFilter {
        from = roundedUp(from);
        until = roundedUp(until);
        if (from != null && until != null && until.isBefore(from)) {
            throw new InvalidInput("until", "an instant not before " + from, until.toString());
        }
        if (text != null) {
            Limits.name("search text", text);
        }
    }

    /** All of a project. */
    public static HistoryFilter of(ProjectId project) {
        return new HistoryFilter(project, null, null, null, null);
    }

    /** All of a pipeline. */
    public static HistoryFilter of(PipelineKey pipeline) {
        return new HistoryFilter(pipeline.project(), pipeline.pipeline(), null, null, null);
    }

    /** The same within a time. */
    public HistoryFilter within(@Nullable Instant from, @Nullable Instant until) {
        return new HistoryFilter(project, pipeline, from, until, text);
    }

    /** The same where a text occurs. */
    public HistoryFilter containing(@Nullable String text) {
        return new HistoryFilter(project, pipeline, from, until, text);
    }

    /** The text with {@code A} to {@code Z} made small, to be looked for in texts made so; empty for any. */
    public String foldedText() {
        StringBuilder folded = new StringBuilder();
        if (text != null) {
            text.chars().forEach(c -> folded.append((char) (c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c)));
        }
        return folded.toString();
    }

    private static @Nullable Instant roundedUp(@Nullable Instant instant) {
        if (instant == null || instant.isAfter(LAST)) {
            return instant == null ? null : LAST;
        }
        Instant micros = instant.truncatedTo(ChronoUnit.MICROS);
        return micros.equals(instant) ? instant : micros.plus(1, ChronoUnit.MICROS);
    }
}
