package io.hakiri.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunError;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How facts are said to people. */
final class Phrases {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MILLIS_OF_SECOND = 1_000;

    private Phrases() {}

    /** {@code 3.2 s}, {@code 4 min 10 s}, {@code 2 h 5 min}, {@code 3 d 4 h}. */
    static String time(Duration time) {
        if (time.compareTo(Duration.ofMinutes(1)) < 0) {
            BigDecimal seconds = BigDecimal.valueOf(Math.max(0, time.toMillis()))
                    .divide(BigDecimal.valueOf(MILLIS_OF_SECOND), 1, RoundingMode.HALF_UP);
            return seconds + " s";
        }
        if (time.compareTo(Duration.ofHours(1)) < 0) {
            return time.toMinutes() + " min " + time.toSecondsPart() + " s";
        }
        return time.compareTo(Duration.ofDays(1)) < 0
                ? time.toHours() + " h " + time.toMinutesPart() + " min"
                : time.toDays() + " d " + time.toHoursPart() + " h";
    }

    static String many(long count, String one) {
        return count == 1 ? "1 " + one : count + " " + one + "s";
    }

    static String sums(Run run) {
        Counts sum = run.counts().values().stream().reduce(Counts.NONE, Counts::plus);
        return many(run.lastStep(), "commit") + ", " + many(sum.read(), "row") + " read, " + sum.written() + " written"
                + (sum.quarantined() == 0 ? "" : ", " + sum.quarantined() + " set aside");
    }

    static String error(@Nullable RunError error) {
        return error == null ? "" : " (" + error.kind() + "): " + error.message();
    }

    /** Why a run began. */
    static String trigger(String word) {
        return switch (word) {
            case "manual" -> "somebody asked for it";
            case "schedule" -> "it was due";
            case "recovery" -> "the run before it had died";
            case "queued" -> "it was in the queue";
            default -> word;
        };
    }

    /** What took the lease of a run: another run, or an act of somebody. */
    static String replacedBy(@Nullable String by) {
        if (by == null) {
            return "nobody says what took it";
        }
        int colon = by.indexOf(':');
        String who = by.substring(colon + 1).strip();
        return switch (colon < 0 ? by : by.substring(0, colon)) {
            case "expired" -> "it ran out, and was closed";
            case "pause" -> who + " paused the pipeline and took it";
            case "break" -> who + " broke it";
            case "cancel" -> who + " cancelled the run";
            case "delete" -> who + " deleted the pipeline";
            case "seal" -> who + " sealed the pipeline for a move";
            case "adopt" -> who + " adopted the catalog after it was restored";
            case "backfill" -> "backfill " + who + " began when it had run out";
            default -> colon < 0 ? "run " + by + " took over when it had run out" : by;
        };
    }

    /** What somebody changed. */
    static String change(AuditEvent event) {
        String what = switch (event.action()) {
            case "pipeline.created" -> "declared it";
            case "pipeline.changed" -> "changed its declaration";
            case "pipeline.paused" ->
                after(event).path("now").asBoolean() ? "paused it, and took its lease" : "paused it";
            case "pipeline.resumed" -> "resumed it";
            case "pipeline.deleted" -> "deleted it";
            case "pipeline.rewound" ->
                "moved " + many(after(event).path("cursors").asLong(), "cursor") + " back to "
                        + after(event).path("to").asText() + " ("
                        + after(event).path("mode").asText().toLowerCase(Locale.ROOT) + ")";
            case "pipeline.sealed" -> "sealed it for a move";
            case "pipeline.unsealed" -> "took the seal back";
            case "pipeline.received" -> "received it from another catalog";
            case "pipeline.activated" -> "opened it here after a move";
            case "pipeline.moved" ->
                "moved it to " + after(event).path("address").asText("another catalog");
            case "pipeline.discarded" -> "took back its move to here";
            case "lease.broken" ->
                "broke the lease of run " + before(event).path("run").asText("?");
            case "run.cancelled" -> "cancelled run " + after(event).path("run").asText("?");
            case "schema.decided" ->
                "decided about version " + after(event).path("version").asText("?") + " of stream "
                        + after(event).path("stream").asText("?") + ": "
                        + after(event).path("verdict").asText("?").toLowerCase(Locale.ROOT);
            case "backfill.started" -> "started a backfill";
            case "backfill.cancelled" -> "cancelled a backfill";
            default -> event.action();
        };
        return event.actor().name() + " " + what + ": " + event.actor().reason();
    }

    static JsonNode before(AuditEvent event) {
        return read(event.before());
    }

    static JsonNode after(AuditEvent event) {
        return read(event.after());
    }

    private static JsonNode read(@Nullable String json) {
        if (json == null) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance(); // a newer program may write otherwise
        }
    }
}
