package io.hakiri.proof;

import java.util.List;

/**
 * Digests over digests of what was there: that of each link is made of the digest before it and the lines of the link, so that
 * nothing can be changed, added or taken out in the middle without all digests after it becoming others.
 *
 * @param of what its links are
 * @param from the first link: a fence, or a number; 0 where there are none
 * @param through the last link
 * @param links how many there are
 * @param digest of the last link, as hexadecimal digits; empty where there are none
 * @param checkpoints digests on the way, the last link's among them, at most {@value #MOST_CHECKPOINTS}: where one part of
 *     the history is gone, the rest can still be checked
 * @param pending fences in between under which something may still be written, for a chunk of a backfill is being done: they are not
 *     links
 */
public record Chain(
        Of of, long from, long through, long links, String digest, List<Checkpoint> checkpoints, List<Long> pending) {
    /** How many checkpoints a chain has at most. */
    public static final int MOST_CHECKPOINTS = 1_000;

    /** What the links of a chain are. */
    public enum Of {
        /** What happened under each fence: run, sums, moves, receipts. */
        FENCES,
        /** Audit events by number. */
        AUDIT
    }

    /**
     * A digest on the way.
     *
     * @param at the link that it is of
     */
    public record Checkpoint(long at, String digest) {}

    public Chain {
        checkpoints = List.copyOf(checkpoints);
        pending = List.copyOf(pending);
    }

    /** Before the first link. */
    static final String START = "";

    /** The digest of a link. */
    static String link(String before, List<String> lines) {
        DigestChain digest = new DigestChain().add(before);
        lines.forEach(digest::add);
        return digest.done();
    }
}
