package io.hakiri.connectors.file;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Remembers the first and the last bytes of what was read of a file, for the fingerprints of its position. */
final class Trace {
    static final int HEAD_BYTES = 64 * 1024;
    static final int TAIL_BYTES = 4 * 1024;

    private static final int FINGERPRINT_BYTES = 12;

    private byte[] head = new byte[TAIL_BYTES];
    private int headLength;
    private byte[] tail = new byte[0];
    private long offset;
    private @Nullable String fullHead;

    long offset() {
        return offset;
    }

    /** Takes the bytes that come next in the file. */
    void add(byte[] bytes, int from, int to) {
        int toHead = Math.min(HEAD_BYTES - headLength, to - from);
        if (toHead > 0) {
            if (headLength + toHead > head.length) {
                head = Arrays.copyOf(head, Math.min(HEAD_BYTES, Math.max(headLength + toHead, head.length * 2)));
            }
            System.arraycopy(bytes, from, head, headLength, toHead);
            headLength += toHead;
        }
        int length = to - from;
        if (length >= TAIL_BYTES) {
            tail = Arrays.copyOfRange(bytes, to - TAIL_BYTES, to);
        } else if (length > 0) {
            int kept = Math.min(tail.length, TAIL_BYTES - length);
            byte[] joined = Arrays.copyOfRange(tail, tail.length - kept, tail.length + length);
            System.arraycopy(bytes, from, joined, kept, length);
            tail = joined;
        }
        offset += length;
    }

    /** Goes on where somebody else stopped: what the file holds at its start, and just before the offset. */
    void jump(byte[] first, byte[] last, long to) {
        head = first;
        headLength = first.length;
        tail = last;
        offset = to;
    }

    String head() {
        String known = fullHead;
        if (known == null) {
            known = fingerprint(head, headLength);
            if (headLength == HEAD_BYTES) {
                fullHead = known;
            }
        }
        return known;
    }

    String tail() {
        return fingerprint(tail, tail.length);
    }

    private static String fingerprint(byte[] bytes, int length) {
        MessageDigest sha256 = sha256();
        sha256.update(bytes, 0, length);
        return HexFormat.of().formatHex(sha256.digest(), 0, FINGERPRINT_BYTES);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
