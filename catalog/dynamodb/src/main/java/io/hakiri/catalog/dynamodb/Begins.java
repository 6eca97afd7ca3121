package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.BeginResult.Granted;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.Cursor;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.StreamSchemas;
import io.hakiri.catalog.Trigger;
import io.hakiri.catalog.Writer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code begin}: 1. the first answer, where the request is known; 2. may it be begun; 3. is it free; 4. close the run that
 * died; 5. raise the fence, open the run.
 *
 * <p>A request that is named like its run needs no memory of its own: a run id greater than all that were used was never
 * begun, which the head knows, and one that was is found by its record. Any other request is kept in an item (C-10).
 */
final class Begins {
    private Begins() {}

    static BeginResult begin(Work work, Begin request) {
        Head head = work.head();
        if (head == null) {
            return new Answers.NotFound();
        }
        if (namedLikeItsRun(request)) {
            OpenRun before = head.isNew(request.run()) ? null : known(work, head, request.run());
            OpenRun.Request asked = before == null ? null : before.request();
            if (before != null && asked != null) {
                return asked.is(request.digest())
                        ? again(work, head, before, request)
                        : FirstAnswers.otherContent(request.request());
            }
        }
        if (!namedLikeItsRun(request) || !head.isNew(request.run())) {
            FirstAnswers.Recalled recalled = FirstAnswers.recall(work, request.request(), request.digest());
            if (recalled instanceof FirstAnswers.Recalled.Same(In answer)) {
                return Grants.read(answer, request);
            }
            if (recalled instanceof FirstAnswers.Recalled.Other) {
                return FirstAnswers.otherContent(request.request());
            }
            BeginResult other = namedLikeAnotherRun(work, head, request);
            if (other != null) {
                return other;
            }
        }
        BeginResult refusal = refusal(work, head, request);
        return refusal != null ? refusal : grant(work, head, request);
    }

    private static boolean namedLikeItsRun(Begin request) {
        return request.request().value().equals(request.run().toString());
    }

    /** Another begin came under the name of another run, which nobody remembers but that run. */
    private static @Nullable BeginResult namedLikeAnotherRun(Work work, Head head, Begin request) {
        RunId named;
        try {
            named = RunId.parse(request.request().value());
        } catch (io.hakiri.catalog.InvalidInput noRun) {
            return null;
        }
        OpenRun run = named.equals(request.run()) ? null : known(work, head, named);
        return run != null && run.request() != null ? FirstAnswers.otherContent(request.request()) : null;
    }

    private static @Nullable OpenRun known(Work work, Head head, RunId id) {
        OpenRun open = head.open;
        if (open != null && open.id().equals(id)) {
            return open;
        }
        FenceRecord record = Runs.ended(work, head, id);
        FenceRecord.Ended ended = record == null ? null : record.run();
        return ended == null ? null : ended.run();
    }

    /** The grant of a run that began before, with the cursors as it found them. */
    private static BeginResult again(Work work, Head head, OpenRun run, Begin request) {
        Map<Bytes, Cursor> found = new java.util.TreeMap<>();
        for (Cursor cursor : cursors(head, request.streams(), Limits.CURSORS_PER_PIPELINE)) {
            CursorRow row = head.cursors.get(Key.of(cursor.at()));
            CursorRow.Found before = row == null ? null : row.found();
            if (before == null || !cursor.fence().equals(run.fence())) {
                found.put(Key.of(cursor.at()), cursor);
            } else if (before.fence() != null) {
                found.put(
                        Key.of(cursor.at()),
                        new Cursor(
                                cursor.at(),
                                work.heads().standings().found(work, Key.of(cursor.at()), before),
                                before.revision(),
                                before.fence(),
                                before.movedAt()));
            }
        }
        List<Receipt> unsettled = head.openReceipts(Limits.RECEIPTS_PER_COMMIT + 1);
        List<Cursor> cursors = List.copyOf(found.values());
        return new Granted(
                new Writer(head.key, run.id(), run.fence()),
                run.grantedUntil(),
                most(cursors, Limits.ADVANCES_PER_COMMIT),
                cursors.size() > Limits.ADVANCES_PER_COMMIT,
                Schemas.ofStreams(head, request.streams()),
                most(unsettled, Limits.RECEIPTS_PER_COMMIT),
                unsettled.size() > Limits.RECEIPTS_PER_COMMIT,
                run.failuresBefore(),
                run.abandoned());
    }

    private static @Nullable BeginResult refusal(Work work, Head head, Begin request) {
        switch (head.status) {
            case DELETED -> {
                return new Answers.NotFound();
            }
            case SEALED -> {
                return new Answers.Moving();
            }
            case MOVED -> {
                return new Answers.Moved(String.valueOf(head.movedTo()));
            }
            case PAUSED -> {
                return new Answers.Paused();
            }
            case ACTIVE -> {}
        }
        OpenRun live = work.live(head);
        if (live != null) {
            return new Answers.Held(live.worker(), live.fence(), live.leaseUntil());
        }
        String ahead = head.ahead;
        if (ahead != null) {
            return Backfilling.heldBy(work, head, ahead);
        }
        if (request.trigger() instanceof Trigger.Due(Claim claim) && !holds(head, claim)) {
            return new Answers.NotDue(head.nextDue);
        }
        return wrongRun(work, head, request);
    }

    private static boolean holds(Head head, Claim claim) {
        Head.Claimed stored = head.claim;
        return stored != null
                && stored.token().equals(claim.token())
                && stored.due().equals(claim.due().truncatedTo(ChronoUnit.MICROS));
    }

    private static @Nullable BeginResult wrongRun(Work work, Head head, Begin request) {
        boolean queued = request.trigger() instanceof Trigger.Queued;
        Run known = head.isNew(request.run()) ? null : Runs.one(work, head, request.run());
        if (queued) {
            return known != null && known.status() == io.hakiri.catalog.RunStatus.QUEUED
                    ? null
                    : new Answers.Invalid(
                            "run",
                            "one that waits in the queue",
                            request.run()
                                    + (known == null ? ", which was never queued" : ", which is " + known.status()));
        }
        return known == null
                ? null
                : new Answers.Invalid(
                        "run", "an id that was never used", request.run() + ", which is " + known.status());
    }

    private static Granted grant(Work work, Head head, Begin request) {
        int failures = head.failures + (head.open == null ? 0 : 1);
        RunId abandoned = Runs.abandon(work, head, request.run().toString());
        head.raiseFence();
        boolean ordered = head.isNew(request.run());
        head.used(request.run());
        head.queue.remove(Key.of(request.run()));
        head.claim = null;
        Duration ttl = request.leaseTtl().truncatedTo(ChronoUnit.MICROS);
        Instant until = work.now().plus(ttl);
        boolean named = namedLikeItsRun(request);
        if (work.now().isBefore(head.recordedUntil)) {
            head.runsWentBack = head.fence;
        }
        Instant startedAt = work.recorded(head);
        OpenRun run = new OpenRun(
                request.run(),
                head.fence,
                ordered,
                request.trigger().word(),
                request.worker(),
                startedAt,
                head.recordedUntil,
                until,
                ttl,
                named ? new OpenRun.Request(request.digest()) : null,
                until,
                failures,
                abandoned,
                OpenRun.Steps.NONE,
                Map.of());
        head.open = run;
        Granted granted = granted(head, run, request, failures, abandoned);
        if (!named) {
            FirstAnswers.remember(work, request.request(), request.digest(), out -> Grants.write(out, granted));
        }
        work.save();
        return granted;
    }

    private static Granted granted(Head head, OpenRun run, Begin request, int failures, @Nullable RunId abandoned) {
        List<Cursor> cursors = cursors(head, request.streams(), Limits.ADVANCES_PER_COMMIT + 1);
        List<Receipt> unsettled = head.openReceipts(Limits.RECEIPTS_PER_COMMIT + 1);
        return new Granted(
                new Writer(request.pipeline(), run.id(), run.fence()),
                run.leaseUntil(),
                most(cursors, Limits.ADVANCES_PER_COMMIT),
                cursors.size() > Limits.ADVANCES_PER_COMMIT,
                Schemas.ofStreams(head, request.streams()),
                most(unsettled, Limits.RECEIPTS_PER_COMMIT),
                unsettled.size() > Limits.RECEIPTS_PER_COMMIT,
                failures,
                abandoned);
    }

    /** The cursors of some streams, in order, at most so many. */
    static List<Cursor> cursors(Head head, Set<String> streams, int most) {
        List<Cursor> found = new ArrayList<>();
        Set<Bytes> prefixes = new TreeSet<>();
        streams.forEach(stream -> prefixes.add(Key.within(stream)));
        for (Bytes prefix : prefixes) {
            for (Map.Entry<Bytes, CursorRow> entry : head.cursors.from(prefix)) {
                if (!Key.beginsWith(entry.getKey(), prefix) || found.size() >= most) {
                    break;
                }
                found.add(entry.getValue().cursor(Key.at(entry.getKey())));
            }
        }
        return found;
    }

    private static <T> List<T> most(List<T> all, int most) {
        return all.size() > most ? all.subList(0, most) : all;
    }

    /** How a grant is kept for a repeat. */
    private static final class Grants {
        private Grants() {}

        static void write(Out out, Granted granted) {
            out.fence(granted.writer().fence())
                    .instant(granted.leaseUntil())
                    .list(granted.cursors(), Rows::cursor)
                    .flag(granted.moreCursors())
                    .list(granted.schemas().values(), (o, schemas) -> {
                        Rows.SCHEMA.write(o, schemas.latest());
                        o.orNull(schemas.accepted(), Rows.SCHEMA::write);
                    })
                    .list(granted.unsettled(), Rows::receipt)
                    .flag(granted.moreUnsettled())
                    .number(granted.failures())
                    .runOrNull(granted.abandoned());
        }

        static Granted read(In in, Begin request) {
            Fence fence = in.fence();
            Instant until = in.instant();
            List<Cursor> cursors = in.list(Rows::cursor);
            boolean moreCursors = in.flag();
            Map<String, StreamSchemas> schemas = new HashMap<>();
            in.list(i -> {
                StreamSchemas of = new StreamSchemas(Rows.SCHEMA.read(i), i.orNull(Rows.SCHEMA::read));
                return schemas.put(of.latest().stream(), of);
            });
            List<Receipt> unsettled = in.list(Rows::plainReceipt);
            return new Granted(
                    new Writer(request.pipeline(), request.run(), fence),
                    until,
                    cursors,
                    moreCursors,
                    schemas,
                    unsettled,
                    in.flag(),
                    in.count(),
                    in.runOrNull());
        }
    }
}
