package io.hakiri.connectors.s3;

import io.hakiri.catalog.Position;
import io.hakiri.connectors.file.Course;
import io.hakiri.connectors.file.FilePosition;
import io.hakiri.connectors.file.FileSettings;
import io.hakiri.connectors.file.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Every object that is new or has changed. An object is a partition; its position is the name of its state ({@code snapshot-id}),
 * with the place in it while it is read. Where the bucket keeps versions, a version that was begun is read to its end before
 * the one that replaced it.
 */
final class ByObject implements Course {
    private final Bucket bucket;
    private final FileSettings settings;
    private final List<S3Object> objects;
    private final Map<String, Position> after;
    private int next;
    private boolean oldFinished;

    ByObject(Bucket bucket, FileSettings settings, List<S3Object> objects, Map<String, Position> after) {
        this.bucket = bucket;
        this.settings = settings;
        this.objects = objects;
        this.after = after;
    }

    /** What one turn reads. */
    private record Note(String key, String tag, ObjectContent content) {}

    @Override
    public @Nullable Turn next() {
        while (next < objects.size()) {
            S3Object object = objects.get(next);
            SourceFile file = settings.file(current(object), object.key());
            ObjectState state = state(file, object.key());
            Turn old = null;
            FilePosition at = FilePosition.START;
            if (state != null) {
                boolean same = state.tag().equals(object.eTag());
                at = same ? state.at() : at;
                old = same || oldFinished ? null : oldVersion(state);
            }
            if (old != null) {
                oldFinished = true;
                return old;
            }
            oldFinished = false;
            next++;
            if (at != null) {
                return turn(object.key(), object.eTag(), current(object), at);
            }
        }
        return null;
    }

    /** What is left of a version that was begun; {@code null} where nothing is, or it is gone. */
    private @Nullable Turn oldVersion(ObjectState state) {
        FilePosition at = state.at();
        String version = state.version();
        if (at == null || version == null || bucket.head(state.key(), version).isEmpty()) {
            return null;
        }
        return turn(
                state.key(),
                state.tag(),
                new ObjectContent(bucket, state.key(), state.tag(), version, state.size()),
                at);
    }

    private Turn turn(String key, String tag, ObjectContent content, FilePosition at) {
        return new Turn(settings.file(content, key), at, new Note(key, tag, content));
    }

    private ObjectContent current(S3Object object) {
        return new ObjectContent(bucket, object.key(), object.eTag(), null, object.size());
    }

    private @Nullable ObjectState state(SourceFile file, String key) {
        Position position = after.get(file.partition());
        return position == null ? null : ObjectState.ofJson(key, ObjectState.parsed(position.value()));
    }

    @Override
    public Map<String, Position> at(Turn turn, FilePosition position) {
        return position(turn, position);
    }

    @Override
    public Map<String, Position> done(Turn turn, FilePosition position) {
        return position(turn, null);
    }

    private static Map<String, Position> position(Turn turn, @Nullable FilePosition at) {
        Note note = (Note) turn.note();
        ObjectState state = new ObjectState(note.key, note.tag, note.content.version(), note.content.length(), at);
        return Map.of(
                turn.file().partition(), new Position.SnapshotId(state.toJson().toString()));
    }

    @Override
    public OptionalLong bytesToRead() {
        long bytes = 0;
        for (S3Object object : objects) {
            SourceFile file = settings.file(current(object), object.key());
            ObjectState state = state(file, object.key());
            FilePosition at = state != null && state.tag().equals(object.eTag()) ? state.at() : FilePosition.START;
            if (at == null) {
                continue;
            }
            if (file.gzip()) {
                return OptionalLong.empty();
            }
            bytes += Math.max(0, object.size() - at.offset());
        }
        return OptionalLong.of(bytes);
    }
}
