package io.hakiri.proof;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over texts in their order, each with its length, so that no two sequences look alike. */
public final class DigestChain {
    private final MessageDigest sha256;

    /** Before the first text. */
    public DigestChain() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** SHA-256 of one text by itself, as hexadecimal digits. */
    static String of(String text) {
        return HexFormat.of().formatHex(new DigestChain().sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The next text. */
    public DigestChain add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        sha256.update(bytes);
        return this;
    }

    /** Of all texts, as hexadecimal digits; the next text begins anew. */
    public String done() {
        return HexFormat.of().formatHex(sha256.digest());
    }
}
