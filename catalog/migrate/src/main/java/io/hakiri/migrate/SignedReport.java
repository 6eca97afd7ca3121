package io.hakiri.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.api.Forms;
import io.hakiri.catalog.InvalidInput;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;

/**
 * What a comparison found, signed with Ed25519 in a DSSE envelope (the Dead Simple Signing Envelope, version 1): a file that a
 * reviewer can keep, and check without the catalogs.
 */
public final class SignedReport {
    /** The type of what is signed. */
    public static final String TYPE = "application/vnd.hakiri.verification+json";

    private static final String ALGORITHM = "Ed25519";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    private SignedReport() {}

    /** A new pair of keys. */
    public static KeyPair newKeys() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 15 on has Ed25519", e);
        }
    }

    /**
     * The private key of a PEM file (PKCS 8).
     *
     * @throws InvalidInput where it is none
     */
    public static PrivateKey privateKey(String pem) {
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(der(pem, "PRIVATE KEY")));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new InvalidInput("signing key", "an Ed25519 key in a PEM file, BEGIN PRIVATE KEY", "something else");
        }
    }

    /**
     * The public key of a PEM file.
     *
     * @throws InvalidInput where it is none
     */
    public static PublicKey publicKey(String pem) {
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(der(pem, "PUBLIC KEY")));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new InvalidInput("public key", "an Ed25519 key in a PEM file, BEGIN PUBLIC KEY", "something else");
        }
    }

    /** A key as PEM. */
    public static String pem(java.security.Key key) {
        String words = key instanceof PrivateKey ? "PRIVATE KEY" : "PUBLIC KEY";
        return "-----BEGIN " + words + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END " + words + "-----\n";
    }

    private static byte[] der(String pem, String words) {
        String begin = "-----BEGIN " + words + "-----";
        String end = "-----END " + words + "-----";
        int from = pem.indexOf(begin);
        int to = pem.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalArgumentException(words);
        }
        return Base64.getMimeDecoder()
                .decode(pem.substring(from + begin.length(), to).strip());
    }

    /** The file's text. */
    public static String of(Verified verified, Instant at, PrivateKey key, String keyId) {
        ObjectNode report = JsonNodeFactory.instance.objectNode().put("at", at.toString());
        report.put("same", verified.same());
        report.setAll(Forms.written(verified));
        byte[] payload = report.toString().getBytes(StandardCharsets.UTF_8);
        ObjectNode envelope = JsonNodeFactory.instance
                .objectNode()
                .put("payloadType", TYPE)
                .put("payload", BASE64.encodeToString(payload));
        envelope.putArray("signatures")
                .addObject()
                .put("keyid", keyId)
                .put("sig", BASE64.encodeToString(signed(payload, key)));
        return envelope.toPrettyString() + "\n";
    }

    /**
     * What a file says, if this key signed it.
     *
     * @throws InvalidInput where it is no such file, or was changed, or another key signed it
     */
    public static JsonNode read(String file, PublicKey key) {
        try {
            JsonNode envelope = JSON.readTree(file);
            byte[] payload = Base64.getDecoder().decode(envelope.path("payload").asText());
            for (JsonNode one : envelope.path("signatures")) {
                Signature check = Signature.getInstance(ALGORITHM);
                check.initVerify(key);
                check.update(preAuthenticated(payload));
                if (envelope.path("payloadType").asText().equals(TYPE)
                        && check.verify(
                                Base64.getDecoder().decode(one.path("sig").asText()))) {
                    return JSON.readTree(payload);
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException | java.io.IOException e) {
            throw new InvalidInput("report", "a signed report of catalog verify", "something else");
        }
        throw new InvalidInput("report", "one that the holder of this key signed, unchanged since", "another one");
    }

    private static byte[] signed(byte[] payload, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(preAuthenticated(payload));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new InvalidInput("signing key", "an Ed25519 key", key.getAlgorithm());
        }
    }

    /** DSSE's pre-authentication encoding: the lengths keep type and payload apart. */
    private static byte[] preAuthenticated(byte[] payload) {
        byte[] type = TYPE.getBytes(StandardCharsets.UTF_8);
        byte[] head =
                ("DSSEv1 " + type.length + " " + TYPE + " " + payload.length + " ").getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[head.length + payload.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(payload, 0, all, head.length, payload.length);
        return all;
    }
}
