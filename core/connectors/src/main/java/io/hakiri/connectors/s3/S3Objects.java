package io.hakiri.connectors.s3;

import io.hakiri.catalog.Position;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.CursorField;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.Source;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.StreamRead;
import io.hakiri.connectors.file.Course;
import io.hakiri.connectors.file.FileReading;
import io.hakiri.connectors.file.FileSettings;
import io.hakiri.connectors.file.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects of one pipeline's source. */
final class S3Objects implements Source {
    /** Each object is a cursor of its pipeline, of which there are at most so many (C-22). */
    static final int MOST_OBJECTS = 10_000;

    private final Bucket bucket;
    private final KeyPattern pattern;
    private final Follow follow;
    private final @Nullable KeyPattern lists;
    private final FileSettings settings;

    /** What is new to read. */
    enum Follow {
        OBJECTS,
        KEYS,
        LISTS;

        static Follow of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    S3Objects(Bucket bucket, KeyPattern pattern, Follow follow, @Nullable KeyPattern lists, FileSettings settings) {
        this.bucket = bucket;
        this.pattern = pattern;
        this.follow = follow;
        this.lists = lists;
        this.settings = settings;
        if ((follow == Follow.LISTS) != (lists != null)) {
            throw permanent("expected the option lists with follow = \"lists\", and only there");
        }
        if (lists != null && !lists.bucket().equals(pattern.bucket())) {
            throw permanent(
                    "lists: expected the bucket of the path, " + pattern.bucket() + ", found " + lists.bucket());
        }
    }

    @Override
    public SourceReader read(StreamRead read) {
        CursorField cursor = read.cursor();
        return cursor == null
                ? FileReading.inTurn(course(read), read, settings)
                : FileReading.byField(files(read), read, cursor, settings);
    }

    @Override
    public SourceReader readRange(StreamRead read, Position.Monotonic upTo) {
        CursorField cursor = read.cursor();
        if (cursor != null) {
            return FileReading.rangeByField(files(read), read, cursor, upTo, settings);
        }
        return FileReading.inTurn(
                new ByKey(bucket, pattern, settings, read.after(), lastKey(read, upTo)), read, settings);
    }

    /** Keys only grow, so that all objects up to the last one are there. */
    @Override
    public Optional<Position.Monotonic> rangeEnd(StreamRead read, Position.Monotonic upTo) {
        return read.cursor() == null
                ? new ByKey(bucket, pattern, settings, read.after(), lastKey(read, upTo)).end()
                : Source.super.rangeEnd(read, upTo);
    }

    /** The key of the last object of a part. */
    private String lastKey(StreamRead read, Position.Monotonic upTo) {
        if (follow != Follow.KEYS) {
            throw permanent("stream " + read.stream()
                    + " has no cursor field: only with one, or with follow = \"keys\", can a part of it be read");
        }
        return ObjectState.parsed(upTo.value()).path("key").asText();
    }

    private List<SourceFile> files(StreamRead read) {
        if (follow != Follow.OBJECTS) {
            throw permanent("stream " + read.stream() + " has a cursor field, for which all objects are looked through;"
                    + " expected follow = \"objects\", or no cursor");
        }
        return objects().stream()
                .map(object -> settings.file(
                        new ObjectContent(bucket, object.key(), object.eTag(), null, object.size()), object.key()))
                .toList();
    }

    private Course course(StreamRead read) {
        return switch (follow) {
            case OBJECTS -> new ByObject(bucket, settings, objects(), read.after());
            case KEYS -> new ByKey(bucket, pattern, settings, read.after(), null);
            case LISTS -> new ByList(bucket, pattern, Objects.requireNonNull(lists), settings, read.after());
        };
    }

    /** All that match, in the order of their keys. */
    private List<S3Object> objects() {
        List<S3Object> objects = new ArrayList<>();
        String after = null;
        List<S3Object> page = bucket.list(pattern.prefix(), after);
        while (!page.isEmpty()) {
            page.stream().filter(object -> pattern.matches().test(object.key())).forEach(objects::add);
            if (objects.size() > MOST_OBJECTS) {
                throw permanent(bucket.url(pattern.prefix()) + ": more than " + MOST_OBJECTS
                        + " objects match; name fewer, or set follow = \"keys\" where keys only grow");
            }
            after = page.getLast().key();
            page = bucket.list(pattern.prefix(), after);
        }
        if (objects.isEmpty()) {
            throw permanent(bucket.url(pattern.prefix()) + ": no object matches below it");
        }
        return objects;
    }

    @Override
    public Position positionAfter(StreamRead read, String value) {
        if (read.cursor() != null) {
            return FileReading.behindValue(read, value, settings);
        }
        return switch (follow) {
            case KEYS -> ByKey.behind(value);
            case LISTS -> ByList.behind(value);
            case OBJECTS ->
                throw permanent(
                        "stream " + read.stream() + " has no cursor field: how far it has come is a state of each"
                                + " object; take it back to its start, or to before a run");
        };
    }

    @Override
    public String shown(Position position) {
        return ObjectState.shown(position);
    }

    private static ConnectorException permanent(String message) {
        return new ConnectorException(ErrorClass.PERMANENT, message, null);
    }

    @Override
    public void close() {
        bucket.close();
    }
}
