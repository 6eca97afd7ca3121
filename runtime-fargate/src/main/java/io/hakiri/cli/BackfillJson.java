package io.hakiri.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Backfill;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** The documented JSON form of a backfill (docs/cli.md). */
final class BackfillJson {
    private BackfillJson() {}

    /** Rate and time left are of all that was done since it started, and there only while it goes on. */
    static ObjectNode of(Backfill backfill, Instant now) {
        ObjectNode node = Output.object();
        node.put("pipeline", backfill.pipeline().pipeline().value());
        node.put("backfill", backfill.id().value());
        node.put("stream", backfill.at().stream());
        node.put("partition", backfill.at().partition());
        node.put("status", word(backfill.status()));
        node.put("ahead", backfill.ahead());
        node.put("chunks", backfill.chunks());
        node.put("done", backfill.done());
        Json.counts(node, backfill.counts());
        node.put("started_at", backfill.startedAt().toString());
        Long rate = null;
        Long left = null;
        long millis = Math.max(1, Duration.between(backfill.startedAt(), now).toMillis());
        if (backfill.status() == Backfill.Status.RUNNING && backfill.done() > 0) {
            rate = Math.round(backfill.counts().read() * 1e3 / millis);
            left = Math.round(millis / 1e3 * (backfill.chunks() - backfill.done()) / backfill.done());
        }
        node.put("rows_per_second", rate);
        node.put("seconds_left", left);
        return node;
    }

    static String word(Backfill.Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
