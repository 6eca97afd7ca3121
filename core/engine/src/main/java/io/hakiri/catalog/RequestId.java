package io.hakiri.catalog;

import java.util.UUID;

/**
 * Names one request, so that it is safe to send again after a lost answer (C-10).
 *
 * @param value 1–256 bytes of UTF-8 without control characters, unique within the pipeline (or the project, for keys) for at
 *     least {@link Limits#REQUEST_MEMORY}
 */
public record RequestId(String value) {
    public RequestId {
        Limits.name("request id", value);
    }

    /** A new random one. */
    public static RequestId random() {
        return new RequestId(UUID.randomUUID().toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
