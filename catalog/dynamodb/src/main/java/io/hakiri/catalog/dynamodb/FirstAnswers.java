package io.hakiri.catalog.dynamodb;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.RequestId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * First answers, kept for a repeat of the request (C-10): by us, for the service remembers a request for ten minutes and
 * knows no answer of ours. Only what was applied is kept, in the transaction that applied it.
 */
final class FirstAnswers {
    /** A longer answer is kept in pages. */
    private static final int INLINE = 64 * 1024;

    /** What is known of a request. */
    sealed interface Recalled {
        record Unknown() implements Recalled {}

        record Same(In answer) implements Recalled {}

        /** Another request came under this id. */
        record Other() implements Recalled {}
    }

    private FirstAnswers() {}

    static Recalled recall(Work work, RequestId id, Bytes digest) {
        return recall(work.table().get(Items.request(work.key(), id)), digest, work.now(), work.pages());
    }

    static Recalled recall(@Nullable Map<String, AttributeValue> item, Bytes digest, Instant now, Tree.Source source) {
        if (item == null || Items.expired(item, now)) {
            return new Recalled.Unknown();
        }
        In in = Content.read(item);
        if (!Bytes.of(in.bytes()).equals(digest)) {
            return new Recalled.Other();
        }
        return new Recalled.Same(Blob.read(in, source));
    }

    /** Keeps the answer for a day, and then some (C-10, C-29). */
    static void remember(Work work, RequestId id, Bytes digest, Consumer<Out> answer) {
        Out out = new Out();
        answer.accept(out);
        work.beside(new Table.Change.Put(
                item(Items.request(work.key(), id), digest, out.done(), work::kept, work.now()),
                new Table.Condition.Any()));
    }

    static Map<String, AttributeValue> item(
            Table.Key key, Bytes digest, byte[] answer, Function<byte[], Bytes> pages, Instant now) {
        Map<String, AttributeValue> item = Items.of(key);
        Out out = new Out().bytes(digest.toArray());
        Blob.write(out, answer, INLINE, pages);
        item.put(Table.CONTENT, Content.attribute(out.done()));
        item.put(TableDefinition.TTL, Items.expiry(now.plus(Limits.SHORTEST_RETENTION)));
        return item;
    }

    static Answers.Invalid otherContent(RequestId request) {
        return new Answers.Invalid("request", "the same content as the first time", request.value());
    }

    /** The pages that an answer lies in. */
    static List<Bytes> pages(Map<String, AttributeValue> item) {
        In in = Content.read(item);
        in.bytes();
        return Blob.pages(in);
    }
}
