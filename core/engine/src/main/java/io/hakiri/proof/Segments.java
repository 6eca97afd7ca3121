package io.hakiri.proof;

import io.hakiri.proof.Chain.Checkpoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares what is there now with a chain that was made before, from checkpoint to checkpoint. Each part begins with the digest that the
 * earlier chain had there, so that one that is otherwise does not hide whether the others are.
 */
final class Segments {
    private static final int MOST_NAMED = 20;

    private final Chain earlier;
    private final String what;
    private final List<Finding> findings = new ArrayList<>();
    private int part;
    private String digest = Chain.START;
    private long linksOfPart;
    private long same;
    private int otherwise;

    /** @param what a link is called, such as {@code fence} */
    Segments(Chain earlier, String what) {
        this.earlier = earlier;
        this.what = what;
    }

    /** A link that is there now; in their order. */
    void add(long at, List<String> lines) {
        if (at < earlier.from() || at > earlier.through() || earlier.pending().contains(at)) {
            return; // an earlier history than it began with, or what came since
        }
        while (part < earlier.checkpoints().size()
                && at > earlier.checkpoints().get(part).at()) {
            close();
        }
        digest = Chain.link(digest, lines);
        linksOfPart++;
    }

    private void close() {
        Checkpoint checkpoint = earlier.checkpoints().get(part);
        if (digest.equals(checkpoint.digest())) {
            same += linksOfPart;
        } else if (otherwise++ < MOST_NAMED) {
            findings.add(finding(checkpoint.at()));
        }
        digest = checkpoint.digest();
        linksOfPart = 0;
        part++;
    }

    private Finding finding(long through) {
        long from =
                part == 0 ? earlier.from() : earlier.checkpoints().get(part - 1).at() + 1;
        String name = from == through ? what + " " + from : what + " " + from + " to " + through;
        return linksOfPart == 0
                ? Finding.missing(name, "nothing of it is there any more")
                : Finding.otherwise(name, "it is not as it was: something was changed, added or taken out");
    }

    /** After the last link: what is not as it was. */
    List<Finding> done() {
        while (part < earlier.checkpoints().size()) {
            close();
        }
        if (otherwise > MOST_NAMED) {
            findings.add(Finding.otherwise(what + "s", otherwise - MOST_NAMED + " more parts like these"));
        }
        return findings;
    }

    /** How many links were found as they were. */
    long same() {
        return same;
    }
}
