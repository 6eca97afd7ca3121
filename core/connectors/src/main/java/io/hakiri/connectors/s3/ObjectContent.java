package io.hakiri.connectors.s3;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connectors.file.FileContent;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The bytes of one object in one of its states. A connection that breaks is opened again where it broke. */
final class ObjectContent implements FileContent {
    /** So often in a row without a byte in between. */
    private static final int MOST_BREAKS = 4;

    private static final int CHANGED = 412;
    private static final int NOT_FOUND = 404;

    private final Bucket bucket;
    private final String key;
    private final String tag;
    private final long length;
    /** Known once it was read where the bucket keeps versions, or named by whoever knows it. */
    private volatile @Nullable String version;

    /**
     * @param tag of the state that is meant; empty where the version says which
     * @param version {@code null} for the current one
     */
    ObjectContent(Bucket bucket, String key, String tag, @Nullable String version, long length) {
        this.bucket = bucket;
        this.key = key;
        this.tag = tag;
        this.version = version;
        this.length = length;
    }

    /** The version that is read; {@code null} where the bucket keeps none, or nothing was read yet. */
    @Nullable
    String version() {
        return version;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Opened open() {
        return new Opened() {
            private @Nullable InputStream stream;

            @Override
            public long length() {
                return length;
            }

            @Override
            public byte[] bytes(long offset, int count) throws IOException {
                try (InputStream in = get(offset, offset + count)) {
                    return in.readNBytes(count);
                }
            }

            @Override
            public InputStream from(long offset) {
                InputStream opened = new Steady(offset);
                stream = opened;
                return opened;
            }

            @Override
            public void close() throws IOException {
                if (stream != null) {
                    stream.close();
                }
            }
        };
    }

    private ResponseInputStream<GetObjectResponse> get(long from, long to) {
        GetObjectRequest.Builder request = GetObjectRequest.builder().key(key).range("bytes=" + from + "-" + (to - 1));
        String of = version;
        if (of != null) {
            request.versionId(of);
        } else {
            request.ifMatch(tag);
        }
        try {
            ResponseInputStream<GetObjectResponse> in = bucket.open(request);
            String found = in.response().versionId();
            if (found != null && !found.equals("null")) {
                version = found;
            }
            return in;
        } catch (S3Exception e) {
            throw refused(e);
        } catch (SdkException e) {
            throw bucket.trouble("read " + bucket.url(key), e);
        }
    }

    private ConnectorException refused(S3Exception e) {
        return switch (e.statusCode()) {
            case CHANGED ->
                new ConnectorException(
                        ErrorClass.TRANSIENT,
                        bucket.url(key) + ": was replaced while it was read; the next try reads the new one",
                        e);
            case NOT_FOUND ->
                new ConnectorException(
                        ErrorClass.TRANSIENT,
                        bucket.url(key) + ": was deleted before it was read to its end; the next try goes without it",
                        e);
            default -> bucket.trouble("read " + bucket.url(key), e);
        };
    }

    @Override
    public ConnectorException translate(IOException e) {
        return new ConnectorException(
                ErrorClass.TRANSIENT, bucket.url(key) + ": cannot be read on: " + e.getMessage(), e);
    }

    /** All bytes from a place on, however often the connection breaks. */
    private final class Steady extends InputStream {
        private long at;
        private @Nullable ResponseInputStream<GetObjectResponse> in;
        private int breaks;

        Steady(long at) {
            this.at = at;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            if (count == 0) {
                return 0;
            }
            while (at < length) {
                ResponseInputStream<GetObjectResponse> from = in;
                if (from == null) {
                    from = get(at, length);
                    in = from;
                }
                try {
                    int got = from.read(bytes, offset, count);
                    if (got > 0) {
                        at += got;
                        breaks = 0;
                        return got;
                    }
                    throw new IOException("it ended at byte " + at + " of " + length);
                } catch (IOException | SdkException e) {
                    drop();
                    if (++breaks > MOST_BREAKS) {
                        throw e instanceof IOException io ? io : new IOException(e);
                    }
                }
            }
            return -1;
        }

        /** Never zero before the end: who reads members of gzip takes zero for the end. */
        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, length - at);
        }

        @Override
        public void close() {
            drop();
        }

        /** Reads nothing to the end of what nobody wants. */
        private void drop() {
            if (in != null) {
                in.abort();
                in = null;
            }
        }
    }
}
