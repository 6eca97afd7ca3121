package io.hakiri.connectors.s3;

import io.hakiri.connectors.lake.StagedFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/** The parts of an upload that is not completed: bytes that are kept and that nobody can see. */
final class StagedUpload implements StagedFile.Sink {
    /** All parts but the last have this size: some stores want them equal, and none takes less than 5 MiB. */
    static final int PART_BYTES = 8 << 20;

    private static final int FIRST_BYTES = 64 * 1024;

    private final Bucket bucket;
    private final String key;
    private final String id;
    private final BiConsumer<StagedUpload, Marker.Upload> whole;
    private final List<String> tags = new ArrayList<>();
    private byte[] buffer = new byte[FIRST_BYTES];
    private int length;

    /** @param whole is told when all parts are there */
    StagedUpload(Bucket bucket, String key, String id, BiConsumer<StagedUpload, Marker.Upload> whole) {
        this.bucket = bucket;
        this.key = key;
        this.id = id;
        this.whole = whole;
    }

    String id() {
        return id;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
        int at = offset;
        int left = count;
        while (left > 0) {
            if (length == buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.min(PART_BYTES, Math.max(buffer.length * 2, length + left)));
            }
            int taken = Math.min(left, buffer.length - length);
            System.arraycopy(bytes, at, buffer, length, taken);
            length += taken;
            at += taken;
            left -= taken;
            if (length == PART_BYTES) {
                send();
            }
        }
    }

    private void send() {
        tags.add(bucket.part(key, id, tags.size() + 1, buffer, length));
        length = 0;
    }

    @Override
    public void force(String digest, long bytes) {
        if (length > 0 || tags.isEmpty()) {
            send();
        }
        whole.accept(this, new Marker.Upload(id, tags, digest, bytes));
    }

    /** Frees memory; an upload that is not whole is aborted by whoever removes the file, or by a sweep. */
    @Override
    public void close() {
        buffer = new byte[0];
        length = 0;
    }
}
