package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.KeyComplete;
import io.hakiri.catalog.KeyCompleteResult;
import io.hakiri.catalog.KeyId;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Idempotency keys: of many concurrent starts one is granted (C-16). A start writes the key and its own answer, on the condition
 * that the key is as it was read and the door of the project is open, in one transaction.
 */
final class Keys {
    private static final int MOST_TRIES = 100;

    private final Heads heads;

    Keys(Heads heads) {
        this.heads = heads;
    }

    /**
     * A key as it is kept.
     *
     * @param until of the work in progress, or of the result
     * @param result {@code null} while in progress
     * @param goneAt from when it means nothing
     */
    record Stored(
            @Nullable SdkBytes version,
            String token,
            Instant until,
            long keepMicros,
            @Nullable String result,
            Instant goneAt) {
        static Stored read(Map<String, AttributeValue> item) {
            In in = Content.read(item);
            return new Stored(Items.version(item), in.text(), in.instant(), in.number(), in.textOrNull(), in.instant());
        }

        Map<String, AttributeValue> item(KeyId key, SdkBytes newVersion) {
            Map<String, AttributeValue> item = Items.of(Items.key(key));
            item.put(Table.VERSION, AttributeValue.fromB(newVersion));
            item.put(
                    Table.CONTENT,
                    Content.attribute(new Out()
                            .text(token)
                            .instant(until)
                            .number(keepMicros)
                            .textOrNull(result)
                            .instant(goneAt)
                            .done()));
            // a little later, for catalog retain to export it
            item.put(TableDefinition.TTL, Items.expiry(goneAt.plus(Limits.KEY_REMAINS)));
            return item;
        }

        Table.Condition unchanged() {
            return version == null ? new Table.Condition.Absent() : new Table.Condition.Version(version);
        }
    }

    KeyStartResult start(KeyStart request) {
        heads.projects().orCreate(request.key().project());
        for (int i = 0; i < MOST_TRIES; i++) {
            KeyStartResult answer = tryStart(request);
            if (answer != null) {
                return answer;
            }
        }
        throw contended(request.key());
    }

    private @Nullable KeyStartResult tryStart(KeyStart request) {
        KeyId key = request.key();
        Instant now = heads.now();
        Bytes digest = Bytes.of(String.join("\n", "key", key.scope(), key.key()).getBytes(StandardCharsets.UTF_8));
        Table.Key requestKey = Items.keyRequest(key.project(), request.request());
        Map<Table.Key, Map<String, AttributeValue>> read =
                heads.table().getAll(List.of(requestKey, Items.key(key), door(key)));
        FirstAnswers.Recalled recalled = FirstAnswers.recall(read.get(requestKey), digest, now, _ -> Map.of());
        if (recalled instanceof FirstAnswers.Recalled.Same(In answer)) {
            return new KeyStartResult.Started(answer.text(), answer.instant());
        }
        if (recalled instanceof FirstAnswers.Recalled.Other) {
            return FirstAnswers.otherContent(request.request());
        }
        if (read.containsKey(door(key))) {
            Project project = heads.projects().now(key.project());
            String address = project == null ? null : project.movedTo();
            return address == null ? new Answers.Moving() : new Answers.Moved(address);
        }
        Map<String, AttributeValue> item = read.get(Items.key(key));
        Stored stored = item == null ? null : Stored.read(item);
        if (stored != null && stored.until().isAfter(now)) {
            return stored.result() == null
                    ? new KeyStartResult.InProgress(stored.until())
                    : new KeyStartResult.Completed(stored.result(), stored.until());
        }
        String token = heads.token();
        Instant until = now.plus(request.inProgressTtl().truncatedTo(ChronoUnit.MICROS));
        long keepMicros = request.keepTtl().toNanos() / 1000;
        Stored started = new Stored(
                stored == null ? null : stored.version(),
                token,
                until,
                keepMicros,
                null,
                until.plus(keepMicros, ChronoUnit.MICROS));
        byte[] answer = new Out().text(token).instant(until).done();
        Map<String, AttributeValue> remembered = FirstAnswers.item(requestKey, digest, List.of(), answer, now);
        Map<String, AttributeValue> known = read.get(requestKey);
        Table.Outcome outcome = heads.table()
                .write(List.of(
                        new Table.Change.Put(started.item(key, heads.newVersion()), started.unchanged()),
                        new Table.Change.Put(
                                remembered, known == null ? new Table.Condition.Absent() : new Table.Condition.Any()),
                        new Table.Change.Check(door(key), new Table.Condition.Absent())));
        return outcome instanceof Table.Outcome.Applied ? new KeyStartResult.Started(token, until) : null;
    }

    KeyCompleteResult complete(KeyComplete request) {
        if (heads.projects().here(request.key().project()) == null) {
            return new KeyCompleteResult.Gone();
        }
        for (int i = 0; i < MOST_TRIES; i++) {
            KeyCompleteResult answer = tryComplete(request);
            if (answer != null) {
                return answer;
            }
        }
        throw contended(request.key());
    }

    private @Nullable KeyCompleteResult tryComplete(KeyComplete request) {
        KeyId key = request.key();
        Instant now = heads.now();
        Map<Table.Key, Map<String, AttributeValue>> read = heads.table().getAll(List.of(Items.key(key), door(key)));
        if (read.containsKey(door(key))) {
            Project project = heads.projects().now(key.project());
            String address = project == null ? null : project.movedTo();
            return address == null ? new Answers.Moving() : new Answers.Moved(address);
        }
        Map<String, AttributeValue> item = read.get(Items.key(key));
        Stored stored = item == null ? null : Stored.read(item);
        if (stored == null || !stored.goneAt().isAfter(now)) {
            return new KeyCompleteResult.Gone();
        }
        if (!stored.token().equals(request.token())) {
            return new KeyCompleteResult.Superseded();
        }
        if (stored.result() != null) {
            return stored.result().equals(request.result())
                    ? new KeyCompleteResult.Done()
                    : new Answers.Invalid("key result", "the one that is stored", "another one");
        }
        Instant until = now.plus(stored.keepMicros(), ChronoUnit.MICROS);
        Stored completed =
                new Stored(stored.version(), stored.token(), until, stored.keepMicros(), request.result(), until);
        Table.Outcome outcome = heads.table()
                .write(List.of(
                        new Table.Change.Put(completed.item(key, heads.newVersion()), completed.unchanged()),
                        new Table.Change.Check(door(key), new Table.Condition.Absent())));
        return outcome instanceof Table.Outcome.Applied ? new KeyCompleteResult.Done() : null;
    }

    private static Table.Key door(KeyId key) {
        return Items.doorOf(key);
    }

    private static CatalogException.Unavailable contended(KeyId key) {
        return new CatalogException.Unavailable(
                "key " + key + " was written by others " + MOST_TRIES + " times. Nothing was applied", null);
    }
}
