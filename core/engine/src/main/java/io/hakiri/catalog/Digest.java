package io.hakiri.catalog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 over a sequence of values, each with its length, so that no two sequences look alike. */
final class Digest {
    private final MessageDigest sha256;

    Digest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    Digest text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    Digest number(long value) {
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(value).flip());
        return this;
    }

    Digest position(Position position) {
        return switch (position) {
            case Position.Monotonic(String value, Bytes orderKey) ->
                text("monotonic").text(value).bytes(orderKey.toArray());
            case Position.OpaqueToken(String value) -> text("opaque-token").text(value);
            case Position.SnapshotId(String value) -> text("snapshot-id").text(value);
        };
    }

    Bytes done() {
        return Bytes.of(sha256.digest());
    }

    private Digest bytes(byte[] value) {
        number(value.length);
        sha256.update(value);
        return this;
    }
}
