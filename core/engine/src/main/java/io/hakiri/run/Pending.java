package io.hakiri.run;

import io.hakiri.catalog.Advance;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Progress;
import io.hakiri.catalog.SchemaChange;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.connector.Staging;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What the next commit will bring. */
final class Pending {
    final Instant since;
    final Map<StreamPartition, Position> positions = new TreeMap<>();
    final Map<String, SchemaChange> changes = new LinkedHashMap<>();
    final Map<String, Integer> under = new TreeMap<>();
    final Map<String, Counts> counts = new TreeMap<>();

    @Nullable
    Staging staging;
    /** Whether the last rows wait for their position, which a later batch brings: until then no commit takes them. */
    boolean open;

    Pending(Instant since) {
        this.since = since;
    }

    boolean isEmpty() {
        return positions.isEmpty() && changes.isEmpty() && counts.isEmpty() && staging == null;
    }

    long rows() {
        return counts.values().stream().mapToLong(Counts::read).sum();
    }

    long bytes() {
        return counts.values().stream().mapToLong(Counts::bytes).sum();
    }

    /** Whether one more batch could bring more cursors, or more bytes of positions, than one commit takes (C-22). */
    boolean isFull(int partitionsOfNext) {
        return positions.size() + partitionsOfNext > Limits.ADVANCES_PER_COMMIT
                || positions.values().stream()
                                .mapToInt(p -> p.value().getBytes(StandardCharsets.UTF_8).length)
                                .sum()
                        > Limits.ADVANCE_BYTES_PER_COMMIT / 2;
    }

    Progress progress(List<StagedObject> staged, List<Settlement> settled, ToLongFunction<StreamPartition> revisions) {
        List<Advance> advances = new ArrayList<>(positions.size());
        positions.forEach((at, position) -> advances.add(new Advance(at, revisions.applyAsLong(at), position)));
        return new Progress(advances, List.copyOf(changes.values()), under, staged, settled, counts);
    }
}
