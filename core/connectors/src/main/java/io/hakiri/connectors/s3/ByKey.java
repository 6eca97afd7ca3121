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
import java.util.Optional;
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
    private final @Nullable Bytes last;
    private final Deque<S3Object> page = new ArrayDeque<>();
    private @Nullable ObjectState begun;
    private @Nullable String listed;
    private boolean ended;

    /** @param last of a part: no object behind this key is read; {@code null} for all that is new */
    ByKey(
            Bucket bucket,
            KeyPattern pattern,
            FileSettings settings,
            Map<String, Position> after,
            @Nullable String last) {
        this.bucket = bucket;
        this.pattern = pattern;
        this.settings = settings;
        this.last = last == null ? null : orderKey(last);
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
        S3Object object = nextObject();
        return object == null
                ? null
                : turn(
                        new ObjectContent(bucket, object.key(), object.eTag(), null, object.size()),
                        object.key(),
                        object.eTag(),
                        FilePosition.START);
    }

    private @Nullable S3Object nextObject() {
        while (page.isEmpty() && !ended) {
            List<S3Object> found = bucket.list(pattern.prefix(), listed);
            ended = found.isEmpty();
            for (S3Object object : found) {
                ended = ended || isBehindLast(object.key());
                if (!ended && pattern.matches().test(object.key())) {
                    page.add(object);
                }
            }
            listed = ended ? listed : found.getLast().key();
        }
        return page.poll();
    }

    private boolean isBehindLast(String key) {
        return last != null && orderKey(key).compareTo(last) > 0;
    }

    /** Behind the last object that there is; empty where there is none. */
    Optional<Position.Monotonic> end() {
        Optional<Position.Monotonic> end = Optional.empty();
        for (S3Object object = nextObject(); object != null; object = nextObject()) {
            end = Optional.of(behind(object.key()));
        }
        return end;
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

    private static Position.Monotonic monotonic(ObjectState state, long offset) {
        return new Position.Monotonic(state.toJson().put("key", state.key()).toString(), orderKey(state.key(), offset));
    }

    /** The position behind an object and all whose keys are less. */
    static Position.Monotonic behind(String key) {
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
