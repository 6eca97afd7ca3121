package io.hakiri.console;

import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunError;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A run in a line of a table.
 *
 * @param note why it ended, or what replaced it; empty where there is nothing to say
 */
public record RunLine(
        String href,
        Badge state,
        String fence,
        Moment started,
        String took,
        String trigger,
        String worker,
        String written,
        String quarantined,
        String note) {
    static RunLine of(Run run, Instant now) {
        Instant ended = run.endedAt();
        Fence fence = run.fence();
        Counts all = run.counts().values().stream().reduce(Counts.NONE, Counts::plus);
        return new RunLine(
                Paths.of(run.pipeline(), run.id()),
                Badge.of(run.status()),
                fence == null ? "" : fence.toString(),
                Moment.of(run.startedAt(), now),
                Moment.words(Duration.between(run.startedAt(), ended == null ? now : ended)),
                run.trigger(),
                run.worker(),
                number(all.written()),
                number(all.quarantined()),
                note(run.error(), run.replacedBy()));
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String note(@Nullable RunError error, @Nullable String replacedBy) {
        if (error != null) {
            return error.kind() + ": " + error.message();
        }
        return replacedBy == null ? "" : "replaced by " + replacedBy;
    }
}
