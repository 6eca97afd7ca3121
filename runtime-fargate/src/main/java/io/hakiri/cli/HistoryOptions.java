package io.hakiri.cli;

import io.hakiri.catalog.Found;
import io.hakiri.catalog.HistoryFilter;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.pipeline.PointInTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the commands that look into the history take, and how they walk through its pages (C-28). */
final class HistoryOptions {
    /** A page may be short while more follows; this bounds how many such are asked for. */
    private static final int MOST_PAGES = 1_000;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Not before then: 2026-01-31, 2026-01-31T08:00:00Z, or so long ago: 90m, 12h, 7d.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Before then, written the same way.")
    private @Nullable String until;

    @Option(
            names = "--text",
            description = "Holds this text. No character is a wildcard; A to Z are found in either case.")
    private @Nullable String text;

    @Option(names = "--limit", description = "At most so many, 1 to 1000 (default: ${DEFAULT-VALUE}).")
    private int limit = 20;

    @Option(
            names = "--page",
            paramLabel = "TOKEN",
            description = "What comes after an earlier answer to the same question: its `next`.")
    private @Nullable String page;

    /** Whether anything narrows what is asked for. */
    boolean narrows() {
        return since != null || until != null || text != null;
    }

    PageRequest request() {
        return new PageRequest(page, Math.clamp(limit, 1, Limits.PAGE_ENTRIES));
    }

    /** Of one pipeline, or of all of the project. */
    HistoryFilter filter(Session session, @Nullable PipelineKey pipeline) {
        HistoryFilter all =
                pipeline == null ? HistoryFilter.of(session.manifest().project()) : HistoryFilter.of(pipeline);
        Instant now = session.clock().instant();
        return all.within(instant("--since", since, now), instant("--until", until, now))
                .containing(text);
    }

    /** As many as are wanted, from as many pages as it takes. */
    <T> Found<T> find(Function<PageRequest, Found<T>> search) {
        PageRequest wanted = request();
        List<T> entries = new ArrayList<>();
        Duration lag = Duration.ZERO;
        String next = wanted.after();
        for (int i = 0; i < MOST_PAGES && entries.size() < wanted.entries(); i++) {
            Found<T> found = search.apply(new PageRequest(next, wanted.entries() - entries.size()));
            entries.addAll(found.page().entries());
            lag = found.lag().compareTo(lag) > 0 ? found.lag() : lag;
            next = found.page().next();
            if (next == null) {
                break;
            }
        }
        return new Found<>(new Page<>(entries, next), lag);
    }

    /** A point of time, or so long before now; {@code null} where nothing was said. */
    static @Nullable Instant instant(String option, @Nullable String text, Instant now) {
        if (text == null) {
            return null;
        }
        return PointInTime.parse(text, now)
                .orElseThrow(() -> Refusal.usage(option + ": expected " + PointInTime.EXPECTED + ", given " + text));
    }
}
