package io.hakiri.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.api.Forms;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.proof.SignedEnvelope;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Instant;

/** What a comparison found, signed: a file that a reviewer can keep, and check without the catalogs. */
public final class SignedReport {
    /** The type of what is signed. */
    public static final String TYPE = "application/vnd.hakiri.verification+json";

    private static final SignedEnvelope ENVELOPE = new SignedEnvelope(TYPE, "a signed report of catalog verify");

    private SignedReport() {}

    /** The file's text. */
    public static String of(Verified verified, Instant at, PrivateKey key, String keyId) {
        ObjectNode report = JsonNodeFactory.instance.objectNode().put("at", at.toString());
        report.put("same", verified.same());
        report.setAll(Forms.written(verified));
        return ENVELOPE.of(report, key, keyId);
    }

    /**
     * What a file says, if this key signed it.
     *
     * @throws InvalidInput where it is no such file, or was changed, or another key signed it
     */
    public static JsonNode read(String file, PublicKey key) {
        return ENVELOPE.read(file, key);
    }
}
