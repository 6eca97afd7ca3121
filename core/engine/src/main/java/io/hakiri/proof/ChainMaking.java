package io.hakiri.proof;

import io.hakiri.proof.Chain.Checkpoint;
import java.util.ArrayList;
import java.util.List;

/** A chain that is being made, link after link; the more there are, the farther its checkpoints are apart. */
final class ChainMaking {
    private final Chain.Of of;
    private final List<Long> pending;
    private final List<Checkpoint> checkpoints = new ArrayList<>();
    private String digest = Chain.START;
    private long from;
    private long through;
    private long links;
    private long stride = 1;

    ChainMaking(Chain.Of of, List<Long> pending) {
        this.of = of;
        this.pending = pending;
    }

    void add(long at, List<String> lines) {
        digest = Chain.link(digest, lines);
        from = links == 0 ? at : from;
        through = at;
        links++;
        if (links % stride == 0) {
            checkpoints.add(new Checkpoint(at, digest));
        }
        if (checkpoints.size() == Chain.MOST_CHECKPOINTS) {
            stride *= 2;
            List<Checkpoint> half = new ArrayList<>();
            for (int i = 1; i < checkpoints.size(); i += 2) {
                half.add(checkpoints.get(i));
            }
            checkpoints.clear();
            checkpoints.addAll(half);
        }
    }

    Chain done() {
        List<Checkpoint> all = new ArrayList<>(checkpoints);
        if (links > 0 && (all.isEmpty() || all.getLast().at() != through)) {
            all.add(new Checkpoint(through, digest));
        }
        long last = through;
        return new Chain(
                of,
                from,
                through,
                links,
                digest,
                all,
                pending.stream().filter(fence -> fence <= last).sorted().toList());
    }
}
