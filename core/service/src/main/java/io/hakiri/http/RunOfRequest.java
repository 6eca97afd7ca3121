package io.hakiri.http;

import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.RunId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The id of a run whose worker named only its request: the same request gives the same run, so that a repeat is one (C-10). It is a
 * UUID of version 7 in form, but its time is a part of a hash: such ids do not sort by the time they were made.
 */
final class RunOfRequest {
    private RunOfRequest() {}

    static RunId of(PipelineKey pipeline, RequestId request) {
        ByteBuffer hash = ByteBuffer.wrap(sha256(pipeline + "\n" + request));
        long high = (hash.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x7000L;
        long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new RunId(new UUID(high, low));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
