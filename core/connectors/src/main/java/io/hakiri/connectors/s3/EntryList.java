package io.hakiri.connectors.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * An object that names objects, in one of these forms, also as gzip:
 *
 * <ul>
 *   <li>JSON, one document or many behind one another: {@code {"key":…}} with {@code bucket} and {@code versionId} where they
 *       are known; an event as S3 sends it ({@code Records}); or one of EventBridge ({@code detail}). Of events those count that
 *       say that an object was created.
 *   <li>CSV (by the name's end {@code .csv}) as S3's inventory writes it: bucket, key, and whatever follows.
 * </ul>
 */
final class EntryList implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CSV = Pattern.compile("\"?([^\",]*)\"?,(?:\"((?:[^\"]|\"\")*)\"|([^,\"]*))(?:,.*)?");

    private final Bucket bucket;
    private final S3Object object;
    private final Iterator<Entry> entries;
    private final InputStream in;

    /**
     * One object that is named.
     *
     * @param number from 0
     * @param bucket empty where the list does not say
     */
    record Entry(
            long number,
            String bucket,
            String key,
            @Nullable String version) {}

    EntryList(Bucket bucket, S3Object object) {
        this.bucket = bucket;
        this.object = object;
        try {
            InputStream plain = new ObjectContent(bucket, object.key(), object.eTag(), null, object.size())
                    .open()
                    .from(0);
            boolean gzip = object.key().endsWith(".gz");
            in = gzip ? new GZIPInputStream(plain) : plain;
            String name = gzip ? object.key().substring(0, object.key().length() - 3) : object.key();
            entries = name.endsWith(".csv") ? new Lines() : new Documents();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    String key() {
        return object.key();
    }

    String tag() {
        return object.eTag();
    }

    String where(Entry entry) {
        return bucket.url(object.key()) + ", entry " + entry.number;
    }

    /** The next one; empty at the end. */
    Optional<Entry> next() {
        return entries.hasNext() ? Optional.of(entries.next()) : Optional.empty();
    }

    private ConnectorException unreadable(IOException e) {
        return new ConnectorException(
                ErrorClass.PERMANENT, bucket.url(object.key()) + ": is no list of objects: " + e.getMessage(), e);
    }

    private static String decoded(String key) {
        return URLDecoder.decode(key, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private final class Lines implements Iterator<Entry> {
        private final BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        private long number;
        private @Nullable String line;

        @Override
        public boolean hasNext() {
            try {
                while (line == null || line.isBlank()) {
                    line = lines.readLine();
                    if (line == null) {
                        return false;
                    }
                }
                return true;
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        @Override
        public Entry next() {
            Matcher parts = CSV.matcher(String.valueOf(line));
            if (!parts.matches()) {
                throw unreadable(new IOException("line " + (number + 1) + ": expected bucket, key"));
            }
            line = null;
            String key =
                    parts.group(2) == null ? parts.group(3) : parts.group(2).replace("\"\"", "\"");
            return new Entry(number++, parts.group(1), decoded(key), null);
        }
    }

    private final class Documents implements Iterator<Entry> {
        private final MappingIterator<JsonNode> documents;
        private final Deque<Entry> ready = new ArrayDeque<>();
        private long number;

        Documents() throws IOException {
            documents = JSON.readerFor(JsonNode.class).readValues(in);
        }

        @Override
        public boolean hasNext() {
            try {
                while (ready.isEmpty() && documents.hasNextValue()) {
                    take(documents.nextValue());
                }
                return !ready.isEmpty();
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        @Override
        public Entry next() {
            return ready.remove();
        }

        private void take(JsonNode json) throws IOException {
            if (json.isArray() || json.path("Records").isArray()) {
                for (JsonNode each : json.isArray() ? json : json.path("Records")) {
                    take(each);
                }
            } else if (json.path("s3").isObject()) {
                if (json.path("eventName").asText("ObjectCreated").contains("ObjectCreated")) {
                    JsonNode named = json.path("s3").path("object");
                    add(
                            json.path("s3").path("bucket").path("name"),
                            decoded(named.path("key").asText()),
                            named.path("versionId"));
                }
            } else if (json.path("detail").path("object").isObject()) {
                if (json.path("detail-type").asText("Object Created").equals("Object Created")) {
                    JsonNode named = json.path("detail").path("object");
                    add(
                            json.path("detail").path("bucket").path("name"),
                            named.path("key").asText(),
                            named.path("version-id"));
                }
            } else if (json.path("key").isTextual()) {
                add(json.path("bucket"), json.path("key").asText(), json.path("versionId"));
            } else {
                throw new IOException("entry " + number + ": expected an event of S3 or an object with \"key\"");
            }
        }

        private void add(JsonNode bucketName, String key, JsonNode version) {
            boolean versioned = version.isTextual()
                    && !version.asText().isEmpty()
                    && !version.asText().equals("null");
            ready.add(new Entry(number++, bucketName.asText(), key, versioned ? version.asText() : null));
        }
    }
}
