package io.hakiri.catalog.contract;

import io.hakiri.catalog.Advance;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Lease;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.PipelineStatus;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RenewResult;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RewindResult;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Writer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The contract of one pipeline as a pure function: what each {@link Operation} answers and leaves. It knows no schema, no
 * schedule and no backfill, and of rewinds only those to the start of everything.
 *
 * @param steps what is remembered of each run's last step (C-10)
 * @param requests the first answer to each request (C-10)
 */
record PipelineModel(
        PipelineKey key,
        Instant now,
        boolean paused,
        Fence fence,
        int failures,
        @Nullable Lease lease,
        Map<StreamPartition, Cursor> cursors,
        Map<ReceiptId, Receipt> receipts,
        Map<RunId, LastStep> steps,
        Map<RequestId, Asked> requests) {

    record LastStep(int step, Bytes digest, CommitResult answer) {}

    record Asked(Bytes digest, Object answer) {}

    /** What an operation answers, and how the pipeline is after it. */
    record Outcome(PipelineModel after, Object answer) {}

    PipelineModel {
        cursors = new TreeMap<>(cursors);
        receipts = new TreeMap<>(receipts);
        steps = Map.copyOf(steps);
        requests = Map.copyOf(requests);
    }

    /** A pipeline that was just declared. */
    static PipelineModel declared(PipelineKey key, Instant now) {
        return new PipelineModel(key, now, false, Fence.NONE, 0, null, Map.of(), Map.of(), Map.of(), Map.of());
    }

    PipelineModel at(Instant time) {
        Draft draft = new Draft(this);
        draft.now = time;
        return draft.done();
    }

    Outcome answer(Operation operation) {
        Draft draft = new Draft(this);
        Object answer = switch (operation) {
            case Operation.Begin(var request) -> draft.begin(request);
            case Operation.Renew(var writer, var ttl) -> draft.renew(writer, now.plus(ttl));
            case Operation.Commit(var request) -> draft.commit(request);
            case Operation.Rewind(var request) -> draft.rewind(request);
            case Operation.Break() -> draft.losing();
            case Operation.Pause(var taking) -> draft.pause(taking);
            case Operation.Resume() -> draft.resume();
            case Operation.Acknowledge(var settlements) -> draft.settle(settlements);
            case Operation.LookAtState() -> state();
            case Operation.LookAtCursors() -> List.copyOf(cursors.values());
            case Operation.LookAtReceipts() -> draft.open();
        };
        return new Outcome(draft.done(), answer);
    }

    /** Whether an answer is the foretold one. */
    static boolean agrees(Object foretold, Object answer) {
        return switch (foretold) {
            case Invalid() -> answer instanceof Answers.Invalid;
            case Refused() -> !(answer instanceof CommitResult.Committed || answer instanceof RenewResult.Renewed);
            default -> foretold.equals(answer);
        };
    }

    private PipelineState state() {
        PipelineStatus status =
                paused ? new PipelineStatus.OnHold(Operation.ACTOR.reason()) : new PipelineStatus.Active();
        return new PipelineState(key, "{}", 1, status, fence, null, failures, lease);
    }

    /** The pipeline while one operation changes it. */
    private static final class Draft {
        private final PipelineKey key;
        private Instant now;
        private boolean paused;
        private Fence fence;
        private int failures;
        private @Nullable Lease lease;
        private final TreeMap<StreamPartition, Cursor> cursors;
        private final TreeMap<ReceiptId, Receipt> receipts;
        private final Map<RunId, LastStep> steps;
        private final Map<RequestId, Asked> requests;

        Draft(PipelineModel model) {
            key = model.key;
            now = model.now;
            paused = model.paused;
            fence = model.fence;
            failures = model.failures;
            lease = model.lease;
            cursors = new TreeMap<>(model.cursors);
            receipts = new TreeMap<>(model.receipts);
            steps = new HashMap<>(model.steps);
            requests = new HashMap<>(model.requests);
        }

        PipelineModel done() {
            return new PipelineModel(key, now, paused, fence, failures, lease, cursors, receipts, steps, requests);
        }

        Object begin(Begin request) {
            Asked asked = requests.get(request.request());
            if (asked != null) {
                return asked.digest.equals(request.digest()) ? asked.answer : new Invalid();
            }
            if (paused) {
                return new Answers.Paused();
            }
            if (lease != null && lease.until().isAfter(now)) {
                return new Answers.Held(lease.holder(), lease.fence(), lease.until());
            }
            RunId abandoned = lease == null ? null : lease.run();
            if (lease != null) {
                failures++;
            }
            fence = fence.next();
            Instant until = now.plus(request.leaseTtl());
            lease = new Lease(request.worker(), request.run(), fence, now, until);
            BeginResult granted = new BeginResult.Granted(
                    new Writer(key, request.run(), fence),
                    until,
                    List.copyOf(cursors.values()),
                    false,
                    Map.of(),
                    open(),
                    false,
                    failures,
                    abandoned);
            requests.put(request.request(), new Asked(request.digest(), granted));
            return granted;
        }

        List<Receipt> open() {
            return receipts.values().stream().filter(Receipt::open).toList();
        }

        private @Nullable Lease leaseOf(Writer writer) {
            return lease != null
                            && lease.fence().equals(writer.fence())
                            && lease.run().equals(writer.run())
                    ? lease
                    : null;
        }

        Object renew(Writer writer, Instant until) {
            Lease mine = leaseOf(writer);
            if (mine == null) {
                return writer.fence().equals(fence) ? new Refused() : new Answers.Fenced(fence);
            }
            lease = new Lease(mine.holder(), mine.run(), mine.fence(), mine.since(), until);
            return new RenewResult.Renewed(until);
        }

        Object commit(Commit commit) {
            Writer writer = commit.writer();
            LastStep last = steps.get(writer.run());
            int lastStep = last == null ? 0 : last.step;
            if (last != null && commit.step() == lastStep) {
                return last.digest.equals(commit.digest()) ? last.answer : new Invalid();
            }
            if (commit.step() < lastStep) {
                return new CommitResult.AlreadyApplied(lastStep);
            }
            if (commit.step() > lastStep + 1) {
                return new Invalid();
            }
            Lease mine = leaseOf(writer);
            if (mine == null) {
                return writer.fence().equals(fence) ? new Refused() : new Answers.Fenced(fence);
            }
            Object refusal = refusal(commit.progress().advances());
            if (refusal != null) {
                return refusal;
            }
            apply(commit);
            CommitResult answer = next(commit.next(), mine);
            steps.put(writer.run(), new LastStep(commit.step(), commit.digest(), answer));
            return answer;
        }

        private @Nullable Object refusal(List<Advance> advances) {
            List<Cursor> named = new ArrayList<>();
            boolean conflict = false;
            for (Advance advance : advances) {
                Cursor cursor = cursors.get(advance.at());
                conflict |= (cursor == null ? 0 : cursor.revision()) != advance.readRevision();
                if (cursor != null) {
                    named.add(cursor);
                }
            }
            if (conflict) {
                return new CommitResult.Conflict(named, List.of());
            }
            for (Advance advance : advances) {
                Cursor cursor = cursors.get(advance.at());
                if (cursor != null
                        && cursor.position() instanceof Position.Monotonic(var _, Bytes stands)
                        && advance.to() instanceof Position.Monotonic(var _, Bytes goes)
                        && goes.compareTo(stands) <= 0) {
                    return new CommitResult.NotGreater(cursor);
                }
            }
            return null;
        }

        private void apply(Commit commit) {
            for (Advance advance : commit.progress().advances()) {
                cursors.put(
                        advance.at(), new Cursor(advance.at(), advance.to(), advance.readRevision() + 1, fence, now));
            }
            settle(commit.progress().settled());
            List<StagedObject> staged = commit.progress().staged();
            for (int i = 0; i < staged.size(); i++) {
                ReceiptId id = new ReceiptId(fence, commit.step(), i);
                receipts.put(id, new Receipt(id, staged.get(i), Receipt.State.COMMITTED));
            }
        }

        private CommitResult next(Next next, Lease mine) {
            return switch (next) {
                case Next.GoOn(var ttl) -> {
                    Instant until = now.plus(ttl);
                    lease = new Lease(mine.holder(), mine.run(), mine.fence(), mine.since(), until);
                    yield new CommitResult.Committed(until, Map.of());
                }
                case Next.Finish(RunStatus outcome, var _, var _) -> {
                    lease = null;
                    failures = outcome == RunStatus.FAILED ? failures + 1 : 0;
                    yield new CommitResult.Committed(null, Map.of());
                }
            };
        }

        Object settle(List<Settlement> settlements) {
            for (Settlement settlement : settlements) {
                Receipt receipt = receipts.get(settlement.receipt());
                Receipt.State waitsFor = settlement.done() == Receipt.State.PUBLISHED
                        ? Receipt.State.COMMITTED
                        : Receipt.State.WITHDRAWING;
                if (receipt != null && receipt.state() == waitsFor) {
                    receipts.put(receipt.id(), new Receipt(receipt.id(), receipt.object(), settlement.done()));
                }
            }
            return new ChangeResult.Done();
        }

        Object losing() {
            if (lease != null) {
                fence = fence.next();
                failures++;
                lease = null;
            }
            return new ChangeResult.Done();
        }

        Object pause(boolean taking) {
            paused = true;
            return taking ? losing() : new ChangeResult.Done();
        }

        Object resume() {
            paused = false;
            return new ChangeResult.Done();
        }

        Object rewind(Rewind request) {
            Asked asked = requests.get(request.request());
            if (asked != null) {
                return asked.digest.equals(request.digest()) ? asked.answer : new Invalid();
            }
            if (lease != null && lease.until().isAfter(now)) {
                return new Answers.Held(lease.holder(), lease.fence(), lease.until());
            }
            if (lease != null) {
                failures++;
                lease = null;
            }
            fence = fence.next();
            List<Cursor> changed = new ArrayList<>();
            cursors.replaceAll((at, cursor) -> {
                if (cursor.position() == null) {
                    return cursor;
                }
                Cursor back = new Cursor(at, null, cursor.revision() + 1, fence, now);
                changed.add(back);
                return back;
            });
            RewindResult answer =
                    new RewindResult.Rewound(fence, changed, request.mode() == Rewind.Mode.REPLACE ? withdraw() : 0);
            requests.put(request.request(), new Asked(request.digest(), answer));
            return answer;
        }

        private int withdraw() {
            int withdrawing = 0;
            for (Receipt receipt : List.copyOf(receipts.values())) {
                if (receipt.state() == Receipt.State.COMMITTED || receipt.state() == Receipt.State.PUBLISHED) {
                    receipts.put(receipt.id(), new Receipt(receipt.id(), receipt.object(), Receipt.State.WITHDRAWING));
                    withdrawing++;
                }
            }
            return withdrawing;
        }
    }

    /** Foretells any {@link Answers.Invalid}: its words are free. */
    record Invalid() {}

    /** Foretells any refusal, where the contract leaves open which. */
    record Refused() {}
}
