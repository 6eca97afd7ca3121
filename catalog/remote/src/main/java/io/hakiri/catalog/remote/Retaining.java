package io.hakiri.catalog.remote;

import io.hakiri.api.Bodies;
import io.hakiri.catalog.Past;
import io.hakiri.catalog.PastRows;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Rows that a policy lets go: no more of them than a later request can name. */
final class Retaining {
    /** Bytes of the rows of one answer, unless it is a single row; JSON within JSON makes them longer on the wire. */
    private static final long LARGEST_ROWS = 2L * 1024 * 1024;

    private Retaining() {}

    static Bodies.Policy policy(RetentionPolicy policy) {
        return new Bodies.Policy(seconds(policy.runs()), seconds(policy.audit()));
    }

    static Past past(Asking asking, ProjectId project, RetentionPolicy policy, String after, int most) {
        int wanted = most;
        while (true) {
            Bodies.PastRequest request = new Bodies.PastRequest(policy(policy), after, wanted);
            Past past = asking.one(
                    Call.post(Call.of(project, "catalog", "past"), request).reading(), Past.class);
            PastRows rows = past.rows();
            if (rows == null || rows.lines().size() <= 1 || bytes(rows) <= LARGEST_ROWS) {
                return past;
            }
            wanted = Math.max(1, rows.lines().size() / 2);
        }
    }

    private static long bytes(PastRows rows) {
        return rows.lines().stream()
                .mapToLong(line -> line.getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    private static @Nullable Long seconds(@Nullable Duration time) {
        return time == null ? null : RemoteCatalog.wholeSeconds(time);
    }
}
