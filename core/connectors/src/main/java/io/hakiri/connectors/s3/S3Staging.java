package io.hakiri.connectors.s3;

import io.hakiri.catalog.PipelineKey;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connectors.lake.FileName;
import io.hakiri.connectors.lake.ObjectNames;
import io.hakiri.connectors.lake.StagedFile;
import io.hakiri.connectors.lake.StagingPlace;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Begins uploads that only a publication completes, each after its marker: who finds the marker finds the upload. */
final class S3Staging implements StagingPlace {
    private final Bucket bucket;
    private final S3Place place;
    private final PipelineKey pipeline;
    private final Map<String, Marker.Upload> whole;
    private final Map<FileName, String> objects = new HashMap<>();

    /** @param whole where to tell which uploads have all their parts, by object */
    S3Staging(Bucket bucket, S3Place place, PipelineKey pipeline, Map<String, Marker.Upload> whole) {
        this.bucket = bucket;
        this.place = place;
        this.pipeline = pipeline;
        this.whole = whole;
    }

    /** The key of a marker. */
    static String marker(S3Place place, PipelineKey pipeline, String stagedName) {
        return place.key(ObjectNames.staging(pipeline) + "/" + stagedName);
    }

    @Override
    public Optional<StagedFile> create(FileName name, String objectName) {
        String marker = marker(place, pipeline, name.staged());
        String key = place.key(objectName);
        Marker begun = new Marker(objectName, null);
        if (bucket.find(key).isPresent() || !bucket.putIfAbsent(marker, begun.toBytes())) {
            return Optional.empty();
        }
        objects.put(name, objectName);
        try {
            return Optional.of(begin(marker, key, objectName));
        } catch (ConnectorException e) {
            remove(name);
            throw e;
        }
    }

    private StagedFile begin(String marker, String key, String objectName) {
        String id = bucket.begin(key);
        if (bucket.find(marker).isEmpty()) {
            bucket.abort(key, id);
            throw new ConnectorException(
                    ErrorClass.TRANSIENT,
                    place.url(objectName) + ": its marker was swept while it began: another run has taken over",
                    null);
        }
        // A request to begin whose answer was lost was sent again, and the first one has begun an upload, too. It goes
        // before this one has parts, for some stores confuse the parts of two uploads to one key.
        bucket.uploads(key).stream().filter(other -> !other.equals(id)).forEach(other -> bucket.abort(key, other));
        return new StagedFile(new StagedUpload(bucket, key, id, (_, upload) -> finish(marker, objectName, upload)));
    }

    private void finish(String marker, String objectName, Marker.Upload upload) {
        bucket.put(marker, new Marker(objectName, upload).toBytes());
        whole.put(objectName, upload);
    }

    /** The markers were put one by one, each durably. */
    @Override
    public void finished(Set<String> objectNames) {}

    @Override
    public void remove(FileName name) {
        String objectName = objects.get(name);
        if (objectName == null) {
            return;
        }
        whole.remove(objectName);
        String key = place.key(objectName);
        try {
            bucket.uploads(key).forEach(id -> bucket.abort(key, id));
            bucket.delete(marker(place, pipeline, name.staged()));
        } catch (ConnectorException leftToTheSweep) {
            // the store, or the credentials, are what the trouble was about
        }
    }

    @Override
    public ConnectorException trouble(String doing, IOException cause) {
        return new ConnectorException(
                ErrorClass.TRANSIENT, "cannot " + doing + " " + place + ": " + cause.getMessage(), cause);
    }
}
