package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Claim;
import io.hakiri.catalog.ClaimDue;
import io.hakiri.catalog.PipelineId;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done now: by the index {@code due}, so that the cost follows what is due (C-18). The index says where to look,
 * and lags; the head decides. An entry that is too early, because a lease was extended without moving it, is moved by who
 * meets it.
 */
final class Due {
    /** Queued runs of one pipeline that one write ends. */
    static final int MOST_QUEUED_ENDS = 50;

    private static final int SLICE = 100;

    /** Entries that one call looks at. */
    private static final int MOST = 2_000;

    private final Heads heads;

    Due(Heads heads) {
        this.heads = heads;
    }

    List<Claim> claim(Project project, ClaimDue request) {
        List<Claim> claims = new ArrayList<>();
        walk(project.id(), Items::awake, key -> {
            Claim claim = heads.<@Nullable Claim>changeIn(project, key, work -> claim(work, request));
            if (claim != null) {
                claims.add(claim);
            }
            return claims.size() < request.limit();
        });
        return claims;
    }

    private static @Nullable Claim claim(Work work, ClaimDue request) {
        Head head = work.head();
        if (head == null) {
            return null;
        }
        if (endWaiting(work, head) > 0) {
            work.saveExactlyDue();
        }
        OpenRun run = head.open;
        Instant due = run == null ? head.nextDue : run.leaseUntil();
        Head.Claimed before = head.claim;
        boolean claimed = before != null && before.until().isAfter(work.now());
        boolean claimable = head.is(Head.Status.ACTIVE) && head.ahead == null && work.live(head) == null;
        if (!claimable || claimed || due == null || due.isAfter(work.now())) {
            if (work.misplaced(head)) {
                work.saveExactlyDue();
            }
            return null;
        }
        Instant until = work.now().plus(request.claimTtl().truncatedTo(ChronoUnit.MICROS));
        String token = work.token();
        head.claim = new Head.Claimed(token, due, until);
        work.saveExactlyDue();
        return new Claim(head.key, due, token, run != null, until);
    }

    List<RunId> abandonExpired(Project project, int limit) {
        List<RunId> closed = new ArrayList<>();
        for (Partitions partitions : List.<Partitions>of(Items::awake, Items::asleep)) {
            walk(project.id(), partitions, key -> {
                closed.addAll(heads.changeIn(project, key, work -> close(work, limit - closed.size())));
                return closed.size() < limit;
            });
        }
        return closed;
    }

    private static List<RunId> close(Work work, int limit) {
        Head head = work.head();
        List<RunId> closed = new ArrayList<>();
        if (head == null || limit <= 0) {
            return closed;
        }
        OpenRun run = head.open;
        Head.Claimed claim = head.claim;
        boolean claimed = claim != null && claim.until().isAfter(work.now());
        boolean mayEnd = head.is(Head.Status.ACTIVE) || head.is(Head.Status.PAUSED);
        if (run != null && mayEnd && !claimed && work.over(run)) {
            Instant ended = run.leaseUntil();
            Runs.abandon(work, head, Runs.EXPIRED);
            head.raiseFence();
            if (head.nextDue == null || head.nextDue.isAfter(ended)) {
                // what the run left undone is due since it died
                head.due(ended);
            }
            closed.add(run.id());
        }
        for (QueuedRun queued : waitedTooLong(work, head)) {
            if (closed.size() < limit) {
                Runs.endQueued(work, head, queued, RunStatus.ABANDONED, queued.waitUntil(), Runs.EXPIRED);
                closed.add(queued.id());
            }
        }
        if (!closed.isEmpty() || work.misplaced(head)) {
            work.saveExactlyDue();
        }
        return closed;
    }

    private static int endWaiting(Work work, Head head) {
        List<QueuedRun> ended = waitedTooLong(work, head);
        ended.forEach(
                queued -> Runs.endQueued(work, head, queued, RunStatus.ABANDONED, queued.waitUntil(), Runs.EXPIRED));
        return ended.size();
    }

    private static List<QueuedRun> waitedTooLong(Work work, Head head) {
        return head.queue.all().stream()
                .filter(queued -> !queued.waits(work.now()))
                .limit(MOST_QUEUED_ENDS)
                .toList();
    }

    private interface Partitions {
        String of(ProjectId project, int shard);
    }

    private interface Visit {
        /** Whether to go on. */
        boolean at(PipelineKey key);
    }

    /** Goes over the entries whose time has come, the oldest first as far as the index tells. */
    private void walk(ProjectId project, Partitions partitions, Visit visit) {
        long now = DueTime.micros(heads.now());
        List<Shard> shards = new ArrayList<>();
        for (int shard = 0; shard < Items.DUE_SHARDS; shard++) {
            shards.add(new Shard(partitions.of(project, shard), now));
        }
        for (int met = 0; met < MOST; met++) {
            Shard oldest = null;
            for (Shard shard : shards) {
                Table.DueKey key = shard.peek();
                Table.DueKey best = oldest == null ? null : oldest.peek();
                oldest = key != null && (best == null || key.at() < best.at()) ? shard : oldest;
            }
            if (oldest == null || !visit.at(pipeline(project, oldest.poll()))) {
                return;
            }
        }
    }

    /** The entries of one partition of the index, slice by slice. */
    private final class Shard {
        private final String partition;
        private final long upTo;
        private final Deque<Table.DueKey> slice = new ArrayDeque<>();
        private Table.@Nullable DueKey last;
        private boolean ended;

        Shard(String partition, long upTo) {
            this.partition = partition;
            this.upTo = upTo;
        }

        Table.@Nullable DueKey peek() {
            if (slice.isEmpty() && !ended) {
                slice.addAll(heads.table().due(partition, upTo, SLICE, last));
                ended = slice.size() < SLICE;
                last = slice.peekLast();
            }
            return slice.peek();
        }

        Table.DueKey poll() {
            return slice.remove();
        }
    }

    private static PipelineKey pipeline(ProjectId project, Table.DueKey key) {
        return new PipelineKey(
                project, new PipelineId(key.key().pk().substring(project.value().length() + 1)));
    }
}
