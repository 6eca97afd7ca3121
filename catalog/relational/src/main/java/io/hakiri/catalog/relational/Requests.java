package io.hakiri.catalog.relational;

import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.RequestId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** First answers, kept for a repeat of the request (C-10). Only what was applied is kept. */
final class Requests {

    private static final String RECALL = "SELECT digest, answer FROM request WHERE pipeline = ? AND id = ?";
    private static final String REMEMBER =
            "INSERT INTO request (pipeline, id, digest, at, answer) VALUES (?, ?, ?, ?, ?)";
    private static final String FORGET = """
            DELETE FROM request WHERE seq IN (SELECT seq FROM request ORDER BY seq LIMIT 32) AND at < ?""";

    /** Those of all projects that share the table. */
    private static final String FORGET_SOME = """
            DELETE FROM request WHERE (pipeline, id) IN
              (SELECT pipeline, id FROM request WHERE at < ? LIMIT ? {skip locked})""";

    /** One in so many writes looks for requests to forget, which are more than that many at once. */
    private static final long FORGET_EVERY = 16;

    /** Writes or reads one answer. */
    interface Encoding {
        void to(DataOutputStream out) throws IOException;
    }

    interface Decoding<T> {
        T from(DataInputStream in) throws IOException;
    }

    /** What is known of a request. */
    sealed interface Recalled {
        record Unknown() implements Recalled {}

        record Same(Bytes answer) implements Recalled {}

        /** Another request came under this id. */
        record Other() implements Recalled {}
    }

    private Requests() {}

    static Recalled recall(Tx tx, long pipeline, RequestId id, Bytes digest) {
        Recalled recalled = tx.sql().one(RECALL, row -> recalled(row, 1, digest), pipeline, id.value());
        return recalled == null ? new Recalled.Unknown() : recalled;
    }

    /** What two neighbouring columns say, digest and answer; they are null where nothing is known. */
    static Recalled recalled(Row row, int digestColumn, Bytes digest) {
        Bytes kept = row.blobOrNull(digestColumn);
        if (kept == null) {
            return new Recalled.Unknown();
        }
        return kept.equals(digest) ? new Recalled.Same(row.blob(digestColumn + 1)) : new Recalled.Other();
    }

    static void remember(Tx tx, long pipeline, RequestId id, Bytes digest, Encoding answer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            answer.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tx.sql().change(REMEMBER, pipeline, id.value(), digest, tx.now(), bytes.toByteArray());
        if (tx.sequence() % FORGET_EVERY == 0) {
            tx.sql().change(FORGET, tx.now().minus(Limits.SHORTEST_RETENTION));
        }
    }

    /** How many were forgotten, at most so many. */
    static int forget(Tx tx, int most) {
        return tx.sql().change(FORGET_SOME, tx.now().minus(Limits.SHORTEST_RETENTION), most);
    }

    static <T> T decode(Bytes answer, Decoding<T> decoding) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(answer.toArray()))) {
            return decoding.from(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void text(DataOutputStream out, @Nullable String text) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            out.writeUTF(text);
        }
    }

    static @Nullable String text(DataInputStream in) throws IOException {
        return in.readBoolean() ? in.readUTF() : null;
    }
}
