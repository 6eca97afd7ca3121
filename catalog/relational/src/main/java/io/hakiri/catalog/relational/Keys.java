package io.hakiri.catalog.relational;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.KeyComplete;
import io.hakiri.catalog.KeyCompleteResult;
import io.hakiri.catalog.KeyId;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Idempotency keys: of many concurrent starts one is granted (C-16). */
public final class Keys {
    private static final String ONE =
            "SELECT token, until, keep_micros, result, gone_at FROM once WHERE project = ? AND scope = ? AND name = ?";

    /** Those that are not over. */
    static final String PAGE = """
            SELECT scope, name, token, until, keep_micros, result, gone_at FROM once
            WHERE project = ? AND (scope, name) > (?, ?) AND gone_at > ? ORDER BY scope, name LIMIT ?""";

    private static final String START =
            "INSERT INTO once (project, scope, name, token, until, keep_micros, result, gone_at) VALUES (?, ?, ?, ?, ?, ?, NULL, ?)";

    private static final String COMPLETE =
            "UPDATE once SET result = ?, until = ?, gone_at = ? WHERE project = ? AND scope = ? AND name = ?";
    private static final String REMOVE = "DELETE FROM once WHERE project = ? AND scope = ? AND name = ?";

    private static final String FORGET = """
            DELETE FROM once WHERE project = ? AND (scope, name) IN
              (SELECT scope, name FROM once WHERE project = ? AND gone_at <= ? LIMIT 16 {skip locked})""";

    private record Stored(
            String token,
            Instant until,
            long keepMicros,
            @Nullable String result,
            Instant goneAt) {
        static Stored of(Row row) {
            return new Stored(row.text(1), row.instant(2), row.number(3), row.textOrNull(4), row.instant(5));
        }
    }

    private Keys() {}

    /** The content of a start, for a repeat (C-10). */
    public static Bytes digest(KeyStart request) {
        return digest("key", request.key().scope(), request.key().key());
    }

    static KeyStartResult start(Tx tx, KeyStart request) {
        Bytes digest = digest(request);
        return switch (Requests.recall(tx, tx.sql().ofProject(), request.request(), digest)) {
            case Requests.Recalled.Same(Bytes answer) ->
                Requests.decode(answer, in -> new KeyStartResult.Started(in.readUTF(), AnswerCodec.instant(in)));
            case Requests.Recalled.Other() -> Refusals.otherContent(request.request());
            case Requests.Recalled.Unknown() -> startNew(tx, request, digest);
        };
    }

    private static KeyStartResult startNew(Tx tx, KeyStart request, Bytes digest) {
        if (tx.movedTo() != null) {
            return new Answers.Moved(tx.movedTo());
        }
        if (tx.sealed()) {
            return new Answers.Moving();
        }
        KeyId key = request.key();
        Stored stored = tx.sql().one(ONE, Stored::of, tx.sql().project(), key.scope(), key.key());
        if (stored != null && stored.until().isAfter(tx.now())) {
            return stored.result() == null
                    ? new KeyStartResult.InProgress(stored.until())
                    : new KeyStartResult.Completed(stored.result(), stored.until());
        }
        tx.sql().change(FORGET, tx.sql().project(), tx.sql().project(), tx.now().minus(Limits.KEY_REMAINS));
        if (stored != null) {
            tx.sql().change(REMOVE, tx.sql().project(), key.scope(), key.key());
        }
        String token = tx.tokens().hex();
        Instant until = tx.now().plus(request.inProgressTtl().truncatedTo(ChronoUnit.MICROS));
        long keepMicros = Values.micros(request.keepTtl());
        tx.sql()
                .change(
                        START,
                        tx.sql().project(),
                        key.scope(),
                        key.key(),
                        token,
                        until,
                        keepMicros,
                        until.plus(keepMicros, ChronoUnit.MICROS));
        Requests.remember(tx, tx.sql().ofProject(), request.request(), digest, out -> {
            out.writeUTF(token);
            AnswerCodec.instant(out, until);
        });
        return new KeyStartResult.Started(token, until);
    }

    static KeyCompleteResult complete(Tx tx, KeyComplete request) {
        if (tx.movedTo() != null) {
            return new Answers.Moved(tx.movedTo());
        }
        if (tx.sealed()) {
            return new Answers.Moving();
        }
        KeyId key = request.key();
        Stored stored = tx.sql().one(ONE, Stored::of, tx.sql().project(), key.scope(), key.key());
        if (stored == null || !stored.goneAt().isAfter(tx.now())) {
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
        Instant until = tx.now().plus(stored.keepMicros(), ChronoUnit.MICROS);
        tx.sql().change(COMPLETE, request.result(), until, until, tx.sql().project(), key.scope(), key.key());
        return new KeyCompleteResult.Done();
    }

    /** Names hold no control characters, so that joined by one no two lists of them look alike. */
    static Bytes digest(String... names) {
        return Bytes.of(String.join("\n", names).getBytes(StandardCharsets.UTF_8));
    }
}
