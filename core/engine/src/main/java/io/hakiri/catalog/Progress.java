package io.hakiri.catalog;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one commit brings.
 *
 * @param advances at most 1,000, at most 1 MiB of positions, each partition once
 * @param schemas at most one per stream
 * @param under per stream with data in this commit: the schema version that the data was written under (C-15)
 * @param staged becomes the receipts, at most 1,000, numbered in this order
 * @param settled what the destination has followed since the last commit, at most 1,000
 * @param counts per stream, the increments
 */
public record Progress(
        List<Advance> advances,
        List<SchemaChange> schemas,
        Map<String, Integer> under,
        List<StagedObject> staged,
        List<Settlement> settled,
        Map<String, Counts> counts) {
    /** Nothing: for a commit that only finishes. */
    public static final Progress NONE = new Progress(List.of(), List.of(), Map.of(), List.of(), List.of(), Map.of());

    public Progress {
        Limits.count("advances", advances, Limits.ADVANCES_PER_COMMIT);
        Limits.count("schema changes", schemas, Limits.STREAMS_PER_PIPELINE);
        Limits.count("staged objects", staged, Limits.RECEIPTS_PER_COMMIT);
        Limits.count("settlements", settled, Limits.RECEIPTS_PER_COMMIT);
        Limits.count("streams", under.keySet(), Limits.STREAMS_PER_PIPELINE);
        Limits.count("streams", counts.keySet(), Limits.STREAMS_PER_PIPELINE);
        under.keySet().forEach(stream -> Limits.name("stream", stream));
        counts.keySet().forEach(stream -> Limits.name("stream", stream));
        Set<StreamPartition> moved = new HashSet<>();
        long bytes = 0;
        for (Advance advance : advances) {
            bytes += advance.to().value().getBytes(StandardCharsets.UTF_8).length;
            if (!moved.add(advance.at())) {
                throw new InvalidInput(
                        "advances", "each partition once", advance.at().toString());
            }
        }
        Limits.between("bytes of positions in a commit", bytes, 0, Limits.ADVANCE_BYTES_PER_COMMIT);
        Set<String> changed = new HashSet<>();
        for (SchemaChange schema : schemas) {
            if (!changed.add(schema.stream())) {
                throw new InvalidInput("schema changes", "each stream once", schema.stream());
            }
        }
        advances = List.copyOf(advances);
        schemas = List.copyOf(schemas);
        under = Map.copyOf(under);
        staged = List.copyOf(staged);
        settled = List.copyOf(settled);
        counts = Map.copyOf(counts);
    }
}
