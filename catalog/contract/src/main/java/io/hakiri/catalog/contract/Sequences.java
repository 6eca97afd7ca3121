package io.hakiri.catalog.contract;

import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.ReceiptId;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Rewind;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Settlement;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Makes random sequences of intents, and calls out of intents: what an actor that remembers its last grant would ask. */
final class Sequences {
    /** Longer than any wait that {@link Intent#WAIT} makes, and never reached exactly by a sum of them. */
    static final Duration LEASE = Duration.ofSeconds(60);

    static final Duration WAIT = Duration.ofSeconds(23);

    private static final List<String> STREAMS = List.of("a", "b");

    /** What an actor has in mind. Some weigh more, by being said twice. */
    enum Intent {
        BEGIN,
        BEGIN_MORE,
        BEGIN_AGAIN,
        RENEW,
        COMMIT,
        COMMIT_MORE,
        COMMIT_STAGING,
        COMMIT_AGAIN,
        COMMIT_BEFORE_LAST,
        COMMIT_WITH_A_GAP,
        COMMIT_OTHER_CONTENT,
        COMMIT_STALE_REVISION,
        COMMIT_BACKWARDS,
        FINISH,
        FINISH_FAILED,
        REWIND_APPEND,
        REWIND_REPLACE,
        REWIND_AGAIN,
        BREAK,
        PAUSE,
        PAUSE_NOW,
        RESUME,
        RESUME_MORE,
        ACKNOWLEDGE,
        WITHDRAW,
        LOOK_AT_STATE,
        LOOK_AT_CURSORS,
        LOOK_AT_RECEIPTS,
        WAIT
    }

    /** One intent of one actor. */
    record Move(int actor, Intent intent, int chance) {}

    private Sequences() {}

    static List<Move> random(SplittableRandom random, int actors, int length) {
        Intent[] intents = Intent.values();
        List<Move> moves = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            moves.add(new Move(
                    random.nextInt(actors), intents[random.nextInt(intents.length)], random.nextInt(1_000_000)));
        }
        return moves;
    }

    /** Who asks, and what it remembers of the answers it got. */
    static final class Asker {
        private final PipelineKey pipeline;
        private final String name;
        private final List<Cursor> cursors = new ArrayList<>();
        private final List<Receipt> receipts = new ArrayList<>();
        private @Nullable Begin lastBegin;
        private @Nullable Rewind lastRewind;
        private @Nullable Commit lastCommit;
        private @Nullable Commit commitBefore;
        private @Nullable Writer writer;
        private int step;
        private long position;

        Asker(PipelineKey pipeline, String name) {
            this.pipeline = pipeline;
            this.name = name;
        }

        /** The call that follows from an intent; empty where it makes no sense yet. */
        Optional<Operation> asks(Move move) {
            return Optional.ofNullable(call(move));
        }

        private @Nullable Operation call(Move move) {
            int chance = move.chance();
            return switch (move.intent()) {
                case BEGIN, BEGIN_MORE -> {
                    lastBegin = new Begin(
                            pipeline,
                            Scene.RUN_IDS.next(),
                            RequestId.random(),
                            name,
                            LEASE,
                            new Trigger.Manual(),
                            Set.copyOf(STREAMS));
                    yield new Operation.Begin(lastBegin);
                }
                case BEGIN_AGAIN -> lastBegin == null ? null : new Operation.Begin(lastBegin);
                case RENEW -> writer == null ? null : new Operation.Renew(writer, LEASE);
                case COMMIT, COMMIT_MORE -> commit(0, moving(chance, 0, 1), goingOn());
                case COMMIT_STAGING -> commit(0, moving(chance, 0, 1).staging(stream(chance), "o" + chance), goingOn());
                case COMMIT_AGAIN -> lastCommit == null ? null : new Operation.Commit(lastCommit);
                case COMMIT_BEFORE_LAST -> commitBefore == null ? null : new Operation.Commit(commitBefore);
                case COMMIT_WITH_A_GAP -> commit(1, moving(chance, 0, 1), goingOn());
                case COMMIT_OTHER_CONTENT ->
                    lastCommit == null ? null : commit(-1, new Work().staging("a", "other"), goingOn());
                case COMMIT_STALE_REVISION -> commit(0, moving(chance, 1, 1), goingOn());
                case COMMIT_BACKWARDS -> commit(0, moving(chance, 0, -position), goingOn());
                case FINISH -> commit(0, moving(chance, 0, 1), new Next.Finish(RunStatus.SUCCEEDED, null, null));
                case FINISH_FAILED ->
                    commit(
                            0,
                            new Work(),
                            new Next.Finish(RunStatus.FAILED, new RunError("transient", "by chance"), null));
                case REWIND_APPEND -> rewind(Rewind.Mode.APPEND);
                case REWIND_REPLACE -> rewind(Rewind.Mode.REPLACE);
                case REWIND_AGAIN -> lastRewind == null ? null : new Operation.Rewind(lastRewind);
                case BREAK -> new Operation.Break();
                case PAUSE -> new Operation.Pause(false);
                case PAUSE_NOW -> new Operation.Pause(true);
                case RESUME, RESUME_MORE -> new Operation.Resume();
                case ACKNOWLEDGE -> settling(chance, Receipt.State.PUBLISHED);
                case WITHDRAW -> settling(chance, Receipt.State.WITHDRAWN);
                case LOOK_AT_STATE -> new Operation.LookAtState();
                case LOOK_AT_CURSORS -> new Operation.LookAtCursors();
                case LOOK_AT_RECEIPTS -> new Operation.LookAtReceipts();
                case WAIT -> null;
            };
        }

        private static String stream(int chance) {
            return STREAMS.get(chance % STREAMS.size());
        }

        private static Next goingOn() {
            return new Next.GoOn(LEASE);
        }

        private Work moving(int chance, long staleBy, long by) {
            String stream = stream(chance);
            long revision = cursors.stream()
                    .filter(cursor -> cursor.at().equals(StreamPartition.of(stream)))
                    .mapToLong(Cursor::revision)
                    .findFirst()
                    .orElse(0);
            return new Work().moving(stream, revision + staleBy, Positions.at(position + by));
        }

        private @Nullable Operation commit(int ahead, Work work, Next next) {
            if (writer == null || step + 1 + ahead < 1) {
                return null;
            }
            return new Operation.Commit(new Commit(writer, step + 1 + ahead, work.progress(), next));
        }

        private Operation rewind(Rewind.Mode mode) {
            lastRewind =
                    new Rewind(pipeline, RequestId.random(), new Rewind.Target.Start(Set.of()), mode, Operation.ACTOR);
            return new Operation.Rewind(lastRewind);
        }

        private @Nullable Operation settling(int chance, Receipt.State done) {
            if (receipts.isEmpty()) {
                return null;
            }
            ReceiptId receipt = receipts.get(chance % receipts.size()).id();
            return new Operation.Acknowledge(List.of(new Settlement(receipt, done)));
        }

        /** Learns from an answer what the next call needs. */
        void hears(Operation operation, Object answer) {
            switch (answer) {
                case BeginResult.Granted granted
                when !granted.writer().equals(writer) -> {
                    writer = granted.writer();
                    step = 0;
                    lastCommit = null;
                    commitBefore = null;
                    sees(granted.cursors());
                    receipts.addAll(granted.unsettled());
                }
                case CommitResult.Committed _
                when operation instanceof Operation.Commit(Commit commit) -> applied(commit);
                case CommitResult.Conflict conflict -> sees(conflict.cursors());
                case List<?> list -> list.forEach(this::seesOne);
                default -> {}
            }
        }

        private void applied(Commit commit) {
            if (commit.writer().equals(writer) && commit.step() > step) {
                step = commit.step();
                commitBefore = lastCommit;
                lastCommit = commit;
                commit.progress()
                        .advances()
                        .forEach(advance -> seesOne(new Cursor(
                                advance.at(),
                                advance.to(),
                                advance.readRevision() + 1,
                                commit.writer().fence(),
                                java.time.Instant.EPOCH)));
            }
        }

        private void sees(List<Cursor> seen) {
            seen.forEach(this::seesOne);
        }

        private void seesOne(Object seen) {
            switch (seen) {
                case Cursor cursor -> {
                    cursors.removeIf(old -> old.at().equals(cursor.at()));
                    cursors.add(cursor);
                    if (cursor.position() != null) {
                        position = Math.max(
                                position, Long.parseLong(cursor.position().value()));
                    }
                }
                case Receipt receipt -> receipts.add(receipt);
                default -> {}
            }
        }
    }
}
