package io.hakiri.connectors.s3;

import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.StagedObject;
import io.hakiri.catalog.Writer;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.Destination;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connector.Stage;
import io.hakiri.connector.Staging;
import io.hakiri.connectors.lake.DataFormat;
import io.hakiri.connectors.lake.FileName;
import io.hakiri.connectors.lake.LakeStaging;
import io.hakiri.connectors.lake.NewestView;
import io.hakiri.connectors.lake.ObjectNames;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A part of a bucket, with a prefix of objects per stream (ADR 0016). Several pipelines, also of several projects, may share it.
 *
 * <pre>
 * &lt;prefix&gt;/&lt;stream&gt;/f…-s…-…-&lt;run&gt;.parquet                               published: what readers see
 * &lt;prefix&gt;/&lt;stream&gt;/f…-s…-…-&lt;run&gt;.parquet  as an upload                 staged: parts, which no listing shows
 * &lt;prefix&gt;/_hakiri/staging/&lt;project&gt;/&lt;pipeline&gt;.d/f…-s…-…-&lt;run&gt;.parquet.staged    the marker of the upload
 * </pre>
 *
 * <p>Publishing completes the upload if no object has its key. That consumes the upload: nobody can complete it a second time,
 * and nobody can complete it after it was aborted.
 */
final class S3Lake implements Destination {
    /** Each file that takes rows holds a part in memory. */
    static final LakeStaging.Bounds BOUNDS = new LakeStaging.Bounds(512L << 20, 48L << 20, 4);

    /** How often an answer "busy" is asked again; each time the object is looked for first. */
    private static final int MOST_TRIES = 10;

    private final Bucket bucket;
    private final S3Place place;
    private final DataFormat format;
    private final LakeStaging.Bounds bounds;
    /** By object: uploads that this process itself made whole. */
    private final Map<String, Marker.Upload> here = new ConcurrentHashMap<>();

    S3Lake(Bucket bucket, S3Place place, DataFormat format, LakeStaging.Bounds bounds) {
        this.bucket = bucket;
        this.place = place;
        this.format = format;
        this.bounds = bounds;
    }

    @Override
    public Staging stage(Stage stage) {
        return new LakeStaging(new S3Staging(bucket, place, stage.writer().pipeline(), here), format, stage, bounds);
    }

    @Override
    public void publish(Writer writer, List<Receipt> receipts) {
        for (Receipt receipt : receipts) {
            publish(writer.pipeline(), receipt.object());
        }
    }

    private void publish(PipelineKey pipeline, StagedObject object) {
        String marker = marker(pipeline, object.name());
        Marker.Upload upload = here.get(object.name());
        if (upload == null) {
            upload = isPublished(object) ? null : whole(marker, object);
        }
        if (upload != null) {
            complete(object, upload);
        }
        bucket.delete(marker);
        here.remove(object.name());
    }

    /** The upload that somebody else made whole; {@code null} where the object is there by now. */
    private Marker.@Nullable Upload whole(String marker, StagedObject object) {
        Marker.Upload upload =
                bucket.get(marker).flatMap(Marker::of).map(Marker::upload).orElse(null);
        if (upload == null) {
            if (isPublished(object)) {
                return null;
            }
            throw missing(object);
        }
        if (upload.bytes() != object.bytes() || !upload.digest().equals(object.digest())) {
            throw new ConnectorException(
                    ErrorClass.PERMANENT,
                    "what is staged for " + place.url(object.name()) + " is not what was committed: expected "
                            + object.bytes() + " bytes, " + object.digest() + ", found " + upload.bytes() + " bytes, "
                            + upload.digest() + ". Rewind the pipeline to read these rows again",
                    null);
        }
        return upload;
    }

    /** Returns when the object is there: put there by this call, or by another one at any time. */
    private void complete(StagedObject object, Marker.Upload upload) {
        String key = place.key(object.name());
        for (int tries = 1; ; tries++) {
            Bucket.Completion completion;
            try {
                completion = bucket.complete(key, upload.id(), upload.tags());
            } catch (ConnectorException unclear) {
                if (isPublished(object)) {
                    return;
                }
                throw bucket.uploads(key).contains(upload.id()) ? unclear : missing(object);
            }
            if (completion == Bucket.Completion.DONE) {
                return;
            }
            if (isPublished(object)) {
                bucket.abort(key, upload.id());
                return;
            }
            if (completion != Bucket.Completion.BUSY) {
                throw missing(object);
            }
            if (tries == MOST_TRIES) {
                throw new ConnectorException(
                        ErrorClass.TRANSIENT,
                        "others are at work on " + place.url(object.name()) + " all the time",
                        null);
            }
        }
    }

    private boolean isPublished(StagedObject object) {
        Optional<S3Object> found = bucket.find(place.key(object.name()));
        if (found.isPresent() && found.get().size() != object.bytes()) {
            throw new ConnectorException(
                    ErrorClass.PERMANENT,
                    place.url(object.name()) + " is there and is not what was committed: expected " + object.bytes()
                            + " bytes, found " + found.get().size() + "; take it away",
                    null);
        }
        return found.isPresent();
    }

    private ConnectorException missing(StagedObject object) {
        return new ConnectorException(
                ErrorClass.PERMANENT,
                object.rows() + " committed rows are missing: " + place.url(object.name())
                        + " is not there, and neither is its upload. Was the bucket emptied, or do its lifecycle rules abort uploads"
                        + " too early? Rewind the pipeline to read them again",
                null);
    }

    @Override
    public void withdraw(Writer writer, List<Receipt> receipts) {
        for (Receipt receipt : receipts) {
            String name = receipt.object().name();
            String key = place.key(name);
            String marker = marker(writer.pipeline(), name);
            // first what could still be published, so that nobody does it after the object was looked for
            bucket.get(marker)
                    .flatMap(Marker::of)
                    .map(Marker::upload)
                    .ifPresent(upload -> bucket.abort(key, upload.id()));
            abortAll(key);
            bucket.delete(key);
            if (bucket.find(key).isPresent()) {
                bucket.delete(key); // of a publication that was under way when its upload was aborted
            }
            bucket.delete(marker);
            here.remove(name);
        }
    }

    @Override
    public void sweep(Writer writer, Set<String> keep, Predicate<RunId> whose) {
        String folder = place.key(ObjectNames.staging(writer.pipeline())) + "/";
        String after = null;
        List<S3Object> page = bucket.list(folder, after);
        while (!page.isEmpty()) {
            for (S3Object object : page) {
                boolean old = FileName.ofStaged(object.key().substring(folder.length()))
                        .filter(name -> name.fence().compareTo(writer.fence()) < 0)
                        .filter(name -> whose.test(name.run()))
                        .isPresent();
                if (old) {
                    bucket.get(object.key())
                            .flatMap(Marker::of)
                            .filter(marker -> !keep.contains(marker.object()))
                            .ifPresent(marker -> remove(object.key(), place.key(marker.object())));
                }
            }
            after = page.getLast().key();
            page = bucket.list(folder, after);
        }
    }

    /** Aborts what a marker stands for, and removes the marker. */
    private void remove(String marker, String key) {
        abortAll(key);
        bucket.delete(marker);
        abortAll(key); // of one who began it meanwhile, and did not see the marker go
    }

    private void abortAll(String key) {
        bucket.uploads(key).forEach(upload -> bucket.abort(key, upload));
    }

    @Override
    public void refresh(String stream, List<String> primaryKey) {
        String view = place.key(ObjectNames.view(stream));
        String folder = ObjectNames.stream(stream);
        if (primaryKey.isEmpty()) {
            if (bucket.find(view).isPresent()) {
                bucket.delete(view);
            }
        } else if (!bucket.list(place.key(folder) + "/", null).isEmpty()) {
            byte[] sql = NewestView.sql(stream, place.url(folder), primaryKey, format)
                    .getBytes(StandardCharsets.UTF_8);
            if (!bucket.get(view).filter(old -> Arrays.equals(old, sql)).isPresent()) {
                bucket.put(view, sql);
            }
        }
    }

    private String marker(PipelineKey pipeline, String object) {
        return S3Staging.marker(place, pipeline, object.substring(object.lastIndexOf('/') + 1) + FileName.STAGED);
    }

    @Override
    public void close() {
        bucket.close();
    }
}
