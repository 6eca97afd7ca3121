package io.hakiri.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.InvalidInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;

/**
 * A JSON document signed with Ed25519 in a DSSE envelope (the Dead Simple Signing Envelope, version 1): a file that a reviewer can
 * keep, and check without the catalog.
 *
 * @param type of what is signed, such as {@code application/vnd.hakiri.proof+json}; a document of another type is refused
 * @param what it is, in words for messages
 */
public record SignedEnvelope(String type, String what) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    /** The file's text. */
    public String of(ObjectNode document, PrivateKey key, String keyId) {
        byte[] payload = document.toString().getBytes(StandardCharsets.UTF_8);
        ObjectNode envelope = JsonNodeFactory.instance
                .objectNode()
                .put("payloadType", type)
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
    public JsonNode read(String file, PublicKey key) {
        try {
            JsonNode envelope = JSON.readTree(file);
            byte[] payload = Base64.getDecoder().decode(envelope.path("payload").asText());
            for (JsonNode one : envelope.path("signatures")) {
                Signature check = Signature.getInstance(SigningKeys.ALGORITHM);
                check.initVerify(key);
                check.update(preAuthenticated(payload));
                if (envelope.path("payloadType").asText().equals(type)
                        && check.verify(
                                Base64.getDecoder().decode(one.path("sig").asText()))) {
                    return JSON.readTree(payload);
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException | IOException e) {
            throw new InvalidInput("file", what, "something else");
        }
        throw new InvalidInput("file", what + " that the holder of this key signed, unchanged since", "another one");
    }

    private byte[] signed(byte[] payload, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance(SigningKeys.ALGORITHM);
            signature.initSign(key);
            signature.update(preAuthenticated(payload));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new InvalidInput("signing key", "an Ed25519 key", key.getAlgorithm());
        }
    }

    /** DSSE's pre-authentication encoding: the lengths keep type and payload apart. */
    private byte[] preAuthenticated(byte[] payload) {
        byte[] head = ("DSSEv1 " + type.getBytes(StandardCharsets.UTF_8).length + " " + type + " " + payload.length
                        + " ")
                .getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[head.length + payload.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(payload, 0, all, head.length, payload.length);
        return all;
    }
}
