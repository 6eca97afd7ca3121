package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.DecideResult;
import io.hakiri.catalog.Decision;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.SchemaVersion;
import io.hakiri.catalog.StreamSchemas;
import io.hakiri.catalog.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The versions of streams' shapes, and what was decided about them (C-14, C-15). */
final class Schemas {
    private Schemas() {}

    static @Nullable SchemaVersion one(Head head, String stream, int version) {
        return head.schemas.get(Key.of(stream, version));
    }

    static @Nullable SchemaVersion latest(Head head, String stream) {
        return before(head, stream, Integer.MAX_VALUE);
    }

    /** The latest version below one. */
    private static @Nullable SchemaVersion before(Head head, String stream, int version) {
        Map.Entry<Bytes, SchemaVersion> entry = head.schemas.lower(Key.of(stream, version));
        return entry == null || !entry.getValue().stream().equals(stream) ? null : entry.getValue();
    }

    static Map<String, StreamSchemas> ofStreams(Head head, Collection<String> streams) {
        head.schemas.prefetch(streams.stream()
                .map(stream -> Key.of(stream, Integer.MAX_VALUE))
                .toList());
        Map<String, StreamSchemas> schemas = new HashMap<>();
        for (String stream : streams) {
            SchemaVersion latest = latest(head, stream);
            if (latest != null) {
                SchemaVersion accepted = latest;
                while (accepted != null && !isAccepted(accepted)) {
                    accepted = before(head, stream, accepted.version());
                }
                schemas.put(stream, new StreamSchemas(latest, accepted));
            }
        }
        return schemas;
    }

    private static boolean isAccepted(SchemaVersion version) {
        Decision decision = version.decision();
        return decision != null && decision.verdict() == Verdict.ACCEPT;
    }

    static Listing<SchemaVersion> page(Work work, String stream, PageRequest request) {
        return Paging.listing(work, true, head -> {
            long after = Paging.numberAfter(request, 0);
            List<SchemaVersion> versions = new ArrayList<>();
            Bytes prefix = Key.within(stream);
            for (Map.Entry<Bytes, SchemaVersion> entry :
                    head.schemas.from(Key.of(stream, (int) Math.min(after + 1, Integer.MAX_VALUE)))) {
                if (!Key.beginsWith(entry.getKey(), prefix) || versions.size() > request.entries()) {
                    break;
                }
                versions.add(entry.getValue());
            }
            return Paging.page(versions, request, last -> Paging.token(Integer.toString(last.version())));
        });
    }

    /** Whether data may be committed under the version (C-15). */
    static boolean admits(@Nullable SchemaVersion version) {
        Decision decision = version == null ? null : version.decision();
        return decision != null && decision.verdict() != Verdict.REJECT;
    }

    /** The first of the versions that no data may be committed under. */
    static CommitResult.@Nullable Undecided undecided(Head head, Map<String, Integer> under) {
        head.schemas.prefetch(under.entrySet().stream()
                .map(entry -> Key.of(entry.getKey(), entry.getValue()))
                .toList());
        for (Map.Entry<String, Integer> entry : under.entrySet()) {
            if (!admits(one(head, entry.getKey(), entry.getValue()))) {
                return new CommitResult.Undecided(entry.getKey(), entry.getValue());
            }
        }
        return null;
    }

    static void put(Head head, SchemaVersion version) {
        head.schemas.put(Key.of(version.stream(), version.version()), version);
    }

    static DecideResult decide(Work work, String stream, int version, Verdict verdict, Actor actor) {
        Head head = work.living();
        if (head == null) {
            return new Answers.NotFound();
        }
        String address = head.movedTo();
        if (address != null) {
            return new Answers.Moved(address);
        }
        if (head.is(Head.Status.SEALED)) {
            return new Answers.Moving();
        }
        SchemaVersion stored = one(head, stream, version);
        if (stored == null) {
            return new Answers.NotFound();
        }
        Decision before = stored.decision();
        if (before != null && before.verdict() == verdict) {
            return new DecideResult.Decided(stored);
        }
        if (before != null && before.verdict() == Verdict.ACCEPT) {
            return new Answers.Invalid(
                    "verdict", "ACCEPT, for version " + version + " is accepted and has readers", verdict.name());
        }
        Decision decision = new Decision(verdict, actor.name(), actor.reason());
        SchemaVersion decided =
                new SchemaVersion(stream, version, stored.shape(), decision, stored.seenAt(), stored.seenBy());
        put(head, decided);
        Audit.add(
                work,
                head,
                actor,
                "schema.decided",
                Audit.json()
                        .put("stream", stream)
                        .put("version", version)
                        .put("verdict", before == null ? null : before.verdict().name()),
                Audit.json().put("stream", stream).put("version", version).put("verdict", verdict.name()));
        work.save();
        return new DecideResult.Decided(decided);
    }
}
