package io.hakiri.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Fence;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether each fence that was given is accounted for: within a generation they go up by one (C-2), and each is that of a run, a chunk, a
 * rewind, or an act that raised it: a break, a pause that took the lease, a cancellation, a seal, a deletion, the closing of a run
 * whose lease ran out. What is between two fences that are accounted for is a gap.
 */
public final class FenceNumbers {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How what replaced a run begins, where that raised the fence by one and nothing else names the new one. */
    private static final List<String> RAISING =
            List.of("expired", "cancel:", "delete:", "backfill:", "pause:", "break:", "seal:");

    /** Fences that nothing is known of. */
    public record Gap(long from, long through) {}

    private final NavigableSet<Long> named = new TreeSet<>();
    private final List<Gap> gaps = new ArrayList<>();
    private boolean chunks;
    private long before;

    /** An act that may have raised the fence; all of them before the first fence. */
    public void act(AuditEvent event) {
        switch (event.action()) {
            case "backfill.started", "backfill.cancelled" -> chunks = true;
            case "pipeline.deleted" -> fence(event.before(), 1);
            default -> {
                fence(event.before(), 0);
                fence(event.after(), 0);
            }
        }
    }

    private void fence(@Nullable String json, int later) {
        if (json == null || !json.contains("\"fence\"")) {
            return;
        }
        try {
            JsonNode fence = JSON.readTree(json).path("fence");
            if (fence.isIntegralNumber()) {
                named.add(fence.asLong() + later);
            }
        } catch (JsonProcessingException e) {
            // a manifest that is no JSON names no fence
            return;
        }
    }

    /** Whether chunks of backfills had fences: a claim whose worker died leaves no record of its own. */
    public boolean chunks() {
        return chunks;
    }

    /** Where to begin; what is below is not looked at. */
    public void from(Fence fence) {
        before = fence.value() - 1;
    }

    /**
     * The next fence that something is known of, in their order.
     *
     * @param replacedBy of a run that was abandoned or cancelled
     */
    public void fence(Fence fence, @Nullable String replacedBy) {
        for (Long other : named.headSet(fence.value(), false)) {
            step(other);
        }
        named.headSet(fence.value(), true).clear();
        step(fence.value());
        if (replacedBy != null && RAISING.stream().anyMatch(replacedBy::startsWith)) {
            named.add(fence.value() + 1);
        }
    }

    private void step(long value) {
        if (value <= before) {
            return;
        }
        long expected = expected(new Fence(value));
        if (value > expected && !begins(new Fence(value))) {
            gaps.add(new Gap(expected, value - 1));
        }
        before = value;
    }

    private long expected(Fence fence) {
        Fence start = Fence.startOf(fence.generation());
        return Math.max(before + 1, start.value());
    }

    /** Whether a generation begins with it: where to, is told by who moves or restores a catalog. */
    private boolean begins(Fence fence) {
        return new Fence(before).generation() != fence.generation() && fence.counter() <= 1;
    }

    /** A fence that is accounted for otherwise; all of them before the first fence. */
    void known(Fence fence) {
        named.add(fence.value());
    }

    /** The gaps, with one before and at the greatest fence that was given, if nothing is known of that. */
    public List<Gap> upTo(Fence greatest) {
        for (Long other : named.headSet(greatest.value(), true)) {
            step(other);
        }
        if (before < greatest.value() && !begins(greatest)) {
            gaps.add(new Gap(expected(greatest), greatest.value()));
        }
        return List.copyOf(gaps);
    }
}
