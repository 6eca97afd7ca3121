package io.hakiri.connectors.s3;

import io.hakiri.connector.Options;
import io.hakiri.connectors.s3.server.FaultyRoad;
import io.hakiri.connectors.s3.server.S3Server;
import io.hakiri.connectors.s3.server.TestBucket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A bucket of a test's own, and a road to it that may be faulty. */
final class Store implements AutoCloseable {
    final TestBucket bucket = S3Server.bucket();
    final FaultyRoad road;

    Store() throws IOException {
        road = new FaultyRoad(S3Server.endpoint());
    }

    /** What a manifest says of it, by the straight road. */
    Options options(String path, Object... more) {
        return options(S3Server.endpoint().toString(), path, more);
    }

    /** The same by the faulty road. */
    Options onRoad(String path, Object... more) {
        return options(road.endpoint().toString(), path, more);
    }

    private Options options(String endpoint, String path, Object... more) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "path",
                "s3://" + bucket.name() + "/" + path,
                "endpoint",
                endpoint,
                "path_style",
                true,
                "access_key_id",
                "key",
                "secret_access_key",
                "secret"));
        for (int i = 0; i < more.length; i += 2) {
            values.put((String) more[i], more[i + 1]);
        }
        return new Options(values, Path.of("."));
    }

    @Override
    public void close() {
        road.close();
    }
}
