package io.hakiri.connectors.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Position;
import io.hakiri.catalog.StreamPartition;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connectors.file.Course;
import io.hakiri.connectors.file.FilePosition;
import io.hakiri.connectors.file.FileSettings;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects that lists name: files of events, or inventories, that somebody puts into the bucket under keys that grow. One
 * partition, whose position is the list, the entry in it and the place in the entry's object ({@code monotonic}).
 */
final class ByList implements Course {
    private final Bucket bucket;
    private final KeyPattern pattern;
    private final KeyPattern lists;
    private final FileSettings settings;
    private @Nullable String listed;
    private @Nullable EntryList open;
    private @Nullable ObjectState begun;
    private long skip;

    ByList(Bucket bucket, KeyPattern pattern, KeyPattern lists, FileSettings settings, Map<String, Position> after) {
        this.bucket = bucket;
        this.pattern = pattern;
        this.lists = lists;
        this.settings = settings;
        Position position = after.get(StreamPartition.DEFAULT_PARTITION);
        if (position != null) {
            resume(ObjectState.parsed(position.value()));
        }
    }

    private void resume(JsonNode json) {
        String list = json.path("list").asText();
        listed = list;
        if (json.path("entry").isMissingNode()) {
            return;
        }
        ObjectState state = ObjectState.ofJson(json.path("key").asText(), json);
        skip = json.path("entry").asLong();
        begun = state.done() ? null : state;
        S3Object object = bucket.find(list)
                .filter(found -> found.eTag().equals(json.path("listTag").asText()))
                .orElseThrow(() -> permanent(bucket.url(list) + ": was read to entry " + skip
                        + ", and was deleted or replaced since; expected a list to stay as it is. Put it back, or"
                        + " `hakiri cursor rewind` the stream"));
        open = new EntryList(bucket, object);
    }

    private record Note(EntryList list, long entry, String key, String tag, ObjectContent content) {}

    @Override
    public @Nullable Turn next() {
        while (true) {
            EntryList list = open == null ? nextList() : open;
            open = list;
            if (list == null) {
                return null;
            }
            Optional<EntryList.Entry> entry = list.next();
            if (entry.isEmpty()) {
                list.close();
                open = null;
                skip = 0;
            } else if (entry.get().number() >= skip && isMeant(entry.get())) {
                Turn turn = turn(list, entry.get());
                if (turn != null) {
                    return turn;
                }
            }
        }
    }

    private boolean isMeant(EntryList.Entry entry) {
        return (entry.bucket().isEmpty() || entry.bucket().equals(pattern.bucket()))
                && entry.key().startsWith(pattern.prefix())
                && pattern.matches().test(entry.key());
    }

    /** {@code null} where the entry was read to its end before. */
    private @Nullable Turn turn(EntryList list, EntryList.Entry entry) {
        ObjectState state = begun;
        begun = null;
        if (entry.number() == skip && state != null && state.at() != null) {
            ObjectContent content = new ObjectContent(bucket, state.key(), state.tag(), state.version(), state.size());
            return turn(list, entry, state.tag(), content, state.at());
        }
        Bucket.Head head = bucket.head(entry.key(), entry.version())
                .orElseThrow(() -> permanent(list.where(entry) + ": names the object " + bucket.url(entry.key())
                        + (entry.version() == null ? "" : ", version " + entry.version())
                        + ", which is not there; put it back, or take the list away"));
        ObjectContent content = new ObjectContent(bucket, entry.key(), head.tag(), entry.version(), head.length());
        return turn(list, entry, head.tag(), content, FilePosition.START);
    }

    private Turn turn(EntryList list, EntryList.Entry entry, String tag, ObjectContent content, FilePosition at) {
        return new Turn(
                settings.file(content, entry.key()), at, new Note(list, entry.number(), entry.key(), tag, content));
    }

    private @Nullable EntryList nextList() {
        for (S3Object object : bucket.list(lists.prefix(), listed)) {
            listed = object.key();
            if (lists.matches().test(object.key())) {
                return new EntryList(bucket, object);
            }
        }
        return bucket.list(lists.prefix(), listed).isEmpty() ? null : nextList();
    }

    @Override
    public Map<String, Position> at(Turn turn, FilePosition position) {
        Note note = (Note) turn.note();
        ObjectState state =
                new ObjectState(note.key, note.tag, note.content.version(), note.content.length(), position);
        return position(note.list, note.entry, state, position.offset());
    }

    /** The entry behind it is the one to go on with. */
    @Override
    public Map<String, Position> done(Turn turn, FilePosition position) {
        Note note = (Note) turn.note();
        return position(note.list, note.entry + 1, new ObjectState("", "", null, 0, null), 0);
    }

    private static Map<String, Position> position(EntryList list, long entry, ObjectState state, long offset) {
        ObjectNode json = state.toJson()
                .put("list", list.key())
                .put("listTag", list.tag())
                .put("entry", entry)
                .put("key", state.key());
        return Map.of(
                StreamPartition.DEFAULT_PARTITION,
                new Position.Monotonic(json.toString(), ByKey.orderKey(list.key(), entry, offset)));
    }

    /** The position behind a whole list. */
    static Position behind(String list) {
        ObjectNode json = new ObjectState("", "", null, 0, null).toJson().put("list", list);
        return new Position.Monotonic(json.toString(), ByKey.orderKey(list, Long.MAX_VALUE, 0));
    }

    private static ConnectorException permanent(String message) {
        return new ConnectorException(ErrorClass.PERMANENT, message, null);
    }

    @Override
    public OptionalLong bytesToRead() {
        return OptionalLong.empty();
    }
}
