package io.hakiri.connectors.s3;

import static io.hakiri.connectors.lake.Rows.numbered;
import static io.hakiri.connectors.lake.Rows.writer;
import static org.assertj.core.api.Assertions.assertThat;

import io.hakiri.catalog.Position;
import io.hakiri.catalog.Receipt;
import io.hakiri.connector.Destination;
import io.hakiri.connector.Source;
import io.hakiri.connector.SourceBatch;
import io.hakiri.connector.SourceReader;
import io.hakiri.connector.Stage;
import io.hakiri.connector.Staging;
import io.hakiri.connector.StreamRead;
import io.hakiri.connectors.jsonl.JsonlType;
import io.hakiri.connectors.lake.Rows;
import io.hakiri.connectors.s3.server.FaultyRoad.What;
import io.hakiri.deployment.Rights;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a deployment gives to a source and a destination in a bucket is what they ask for, and nothing else. */
final class S3RightsTest {
    private static final Pattern REQUEST = Pattern.compile("([A-Z]+) /([^/?]+)/?([^?]*)(?:\\?(.*))?");

    private Store store;
    private final Set<String> ofBucket = new TreeSet<>();
    private final Set<String> ofObjects = new TreeSet<>();

    @BeforeEach
    void open() throws IOException {
        store = new Store();
        store.road.happens(request -> {
            note(request);
            return What.PASSES;
        });
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** The right that IAM wants for a request; parts of an upload, its begin and its end are all of them {@code PutObject}. */
    private synchronized void note(String request) {
        Matcher parts = REQUEST.matcher(request);
        assertThat(parts.matches()).as(request).isTrue();
        String method = parts.group(1);
        String query = "&" + (parts.group(4) == null ? "" : parts.group(4));
        if (parts.group(3).isEmpty()) {
            assertThat(method).as(request).isEqualTo("GET");
            ofBucket.add(query.contains("&uploads") ? "s3:ListBucketMultipartUploads" : "s3:ListBucket");
            return;
        }
        boolean isOfUpload = query.contains("&uploadId=");
        ofObjects.add(
                switch (method) {
                    case "GET", "HEAD" -> {
                        assertThat(isOfUpload).as(request).isFalse();
                        yield query.contains("&versionId=") ? "s3:GetObjectVersion" : "s3:GetObject";
                    }
                    case "PUT", "POST" -> "s3:PutObject";
                    case "DELETE" -> isOfUpload ? "s3:AbortMultipartUpload" : "s3:DeleteObject";
                    default -> throw new AssertionError(request);
                });
    }

    private static String rows(int from, int to) {
        StringBuilder csv = new StringBuilder("n\n");
        for (int n = from; n < to; n++) {
            csv.append(n).append('\n');
        }
        return csv.toString();
    }

    private void read(Map<String, Position> positions, int batches, Object... more) {
        try (Source source = new S3Source().open(store.onRoad("in/", more));
                SourceReader reader =
                        source.read(new StreamRead("s", null, List.of(), positions, null, false, 1_000))) {
            SourceBatch batch = reader.next();
            for (int i = 0; batch != null && i < batches; i++) {
                positions.putAll(batch.positions());
                batch = reader.next();
            }
        }
    }

    @Test
    void aSourceMayDoWhatItDoes() {
        store.bucket.keepVersions();
        store.bucket.put("in/a.csv", rows(0, 500));
        Map<String, Position> positions = new HashMap<>();
        read(positions, 1, "follow", "objects");
        store.bucket.put("in/a.csv", rows(500, 600));
        read(positions, 100, "follow", "objects");
        read(new HashMap<>(), 100, "follow", "keys");
        store.bucket.put("events/1", "{\"key\":\"in/a.csv\"}");
        read(new HashMap<>(), 100, "follow", "lists", "lists", "s3://" + store.bucket.name() + "/events/");

        assertThat(ofBucket).containsExactlyInAnyOrderElementsOf(Rights.BUCKET_READ);
        assertThat(ofObjects).containsExactlyInAnyOrderElementsOf(Rights.OBJECTS_READ);
    }

    @Test
    void aDestinationMayDoWhatItDoes() {
        try (Destination lake = new JsonlType().open(store.onRoad("lake"))) {
            List<Receipt> published = Rows.stage(lake, writer(1), 1, "weather", numbered(1, 2));
            lake.publish(writer(1), published);
            lake.publish(writer(1), published);
            List<Receipt> withdrawn = Rows.stage(lake, writer(1), 2, "weather", numbered(3));
            lake.withdraw(writer(1), withdrawn);
            try (Staging left = lake.stage(new Stage(writer(1), 3))) {
                left.write("weather", numbered(4));
            }
            Rows.stage(lake, writer(1), 4, "weather", numbered(5));
        }
        try (Destination next = new JsonlType().open(store.onRoad("lake"))) {
            next.sweep(writer(2), Set.of());
        }

        assertThat(ofBucket).containsExactlyInAnyOrderElementsOf(Rights.BUCKET_WRITE);
        assertThat(ofObjects).containsExactlyInAnyOrderElementsOf(Rights.OBJECTS_WRITE);
    }

    /** Whoever adds one has it called above. */
    @Test
    void nothingElseIsAskedOfABucket() {
        assertThat(Stream.of(Bucket.class.getDeclaredMethods())
                        .filter(method -> !Modifier.isPrivate(method.getModifiers()) && !method.isSynthetic())
                        .map(Method::getName))
                .containsExactlyInAnyOrder(
                        "find",
                        "list",
                        "get",
                        "head",
                        "open",
                        "putIfAbsent",
                        "put",
                        "delete",
                        "begin",
                        "part",
                        "complete",
                        "uploads",
                        "abort",
                        "url",
                        "trouble",
                        "close");
    }
}
