package io.hakiri.connectors.s3;

import com.fasterxml.jackson.databind.JsonNode;
import io.hakiri.catalog.Bytes;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connectors.file.Course;
import io.hakiri.connectors.file.FilePosition;
import io.hakiri.connectors.file.FileSettings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects whose keys are greater than any that was read before, in the order of their keys' bytes. One partition, whose position
 * is the key and the place in the object ({@code monotonic}). What was read is never listed again.
 */
final class ByKey implements Course {
    private static final int MOST_KEY_BYTES = 1_000;

    private final Bucket bucket;
    private final KeyPattern pattern;
    private final FileSettings settings;
    private final Deque<S3Object> page = new ArrayDeque<>();
    private @Nullable ObjectState begun;
    private @Nullable String listed;
    private boolean ended;

    ByKey(Bucket bucket, KeyPattern pattern, FileSettings settings, Map<String, Position> after) {
        this.bucket = bucket;
        this.pattern = pattern;
        this.settings = settings;
        Position position = after.get(StreamPartition.DEFAULT_PARTITION);
        if (position != null) {
            JsonNode json = ObjectState.parsed(position.value());
            listed = json.path("key").asText();
            ObjectState state = ObjectState.ofJson(listed, json);
            begun = state.done() ? null : state;
        }
    }

    private record Note(String key, String tag, ObjectContent content) {}

    @Override
    public @Nullable Turn next() {
        ObjectState state = begun;
        begun = null;
        if (state != null && state.at() != null) {
            return turn(
                    new ObjectContent(bucket, state.key(), state.tag(), state.version(), state.size()),
                    state.key(),
                    state.tag(),
                    state.at());
        }
        while (page.isEmpty() && !ended) {
            List<S3Object> found = bucket.list(pattern.prefix(), listed);
            ended = found.isEmpty();
            found.stream()
                    .filter(object -> pattern.matches().test(object.key()))
                    .forEach(page::add);
            listed = ended ? listed : found.getLast().key();
        }
        S3Object object = page.poll();
        if (object == null) {
            return null;
        }
        return turn(
                new ObjectContent(bucket, object.key(), object.eTag(), null, object.size()),
                object.key(),
                object.eTag(),
                FilePosition.START);
    }

    private Turn turn(ObjectContent content, String key, String tag, FilePosition at) {
        return new Turn(settings.file(content, key), at, new Note(key, tag, content));
    }

    @Override
    public Map<String, Position> at(Turn turn, FilePosition position) {
        Note note = (Note) turn.note();
        return position(
                new ObjectState(note.key, note.tag, note.content.version(), note.content.length(), position),
                position.offset());
    }

    @Override
    public Map<String, Position> done(Turn turn, FilePosition position) {
        Note note = (Note) turn.note();
        return position(new ObjectState(note.key, note.tag, null, 0, null), Long.MAX_VALUE);
    }

    private static Map<String, Position> position(ObjectState state, long offset) {
        return Map.of(StreamPartition.DEFAULT_PARTITION, monotonic(state, offset));
    }

    private static Position monotonic(ObjectState state, long offset) {
        return new Position.Monotonic(state.toJson().put("key", state.key()).toString(), orderKey(state.key(), offset));
    }

    /** The position behind an object and all whose keys are less. */
    static Position behind(String key) {
        return monotonic(new ObjectState(key, "", null, 0, null), Long.MAX_VALUE);
    }

    /** A zero stands in no key, so that none is a beginning of another one. */
    static Bytes orderKey(String key, long... numbers) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MOST_KEY_BYTES) {
            throw new ConnectorException(
                    ErrorClass.PERMANENT,
                    "the key " + key.substring(0, 100) + "… is longer than " + MOST_KEY_BYTES
                            + " bytes, which is more than a position can hold; use follow = \"objects\"",
                    null);
        }
        ByteBuffer order = ByteBuffer.allocate(bytes.length + 1 + numbers.length * Long.BYTES);
        order.put(bytes).put((byte) 0);
        for (long number : numbers) {
            order.putLong(number);
        }
        return Bytes.of(order.array());
    }

    @Override
    public OptionalLong bytesToRead() {
        return OptionalLong.empty();
    }
}
