package io.hakiri.migrate;

import io.hakiri.proof.DigestChain;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a comparison found.
 *
 * @param from the source's address, without any secret
 * @param to the target's address
 * @param sourceDigest over the source's parts, in their order: the root of the tree of digests
 * @param targetDigest the same of the target; equal where nothing is otherwise
 * @param parts what was compared
 * @param differences what is otherwise, the first 20 of each part
 */
public record Verified(
        String from,
        String to,
        String sourceDigest,
        String targetDigest,
        List<Part> parts,
        List<Difference> differences) {
    public Verified {
        parts = List.copyOf(parts);
        differences = List.copyOf(differences);
    }

    /**
     * One kind of rows of one owner.
     *
     * @param owner a project, or a pipeline as {@code project/pipeline}
     * @param rows that the source has
     * @param since rows that the target wrote, or changed as it may, since it was opened
     * @param different rows that are missing or otherwise
     * @param sourceDigest over the source's rows in the order of their keys
     * @param targetDigest over the same rows as the target has them
     */
    public record Part(
            String owner,
            String kind,
            long rows,
            long since,
            long different,
            String sourceDigest,
            String targetDigest) {}

    /**
     * One row that is missing or otherwise.
     *
     * @param name of the row
     * @param says what about it, without its content
     */
    public record Difference(String owner, String kind, String name, String says) {}

    static Verified of(String from, String to, List<Part> parts, List<Difference> differences) {
        Map<String, DigestChain> sources = new LinkedHashMap<>();
        Map<String, DigestChain> targets = new LinkedHashMap<>();
        for (Part part : parts) {
            sources.computeIfAbsent(part.owner(), _ -> new DigestChain())
                    .add(part.kind())
                    .add(part.sourceDigest());
            targets.computeIfAbsent(part.owner(), _ -> new DigestChain())
                    .add(part.kind())
                    .add(part.targetDigest());
        }
        return new Verified(from, to, root(sources), root(targets), parts, differences);
    }

    private static String root(Map<String, DigestChain> owners) {
        DigestChain root = new DigestChain();
        owners.forEach((owner, digest) -> root.add(owner).add(digest.done()));
        return root.done();
    }

    /** Whether the target holds all that the source does. */
    public boolean same() {
        return differences.isEmpty();
    }

    /** How many rows the target wrote, or changed as it may, since it was opened. */
    public long since() {
        return parts.stream().mapToLong(Part::since).sum();
    }

    /** How many rows were compared. */
    public long rows() {
        return parts.stream().mapToLong(Part::rows).sum();
    }
}
