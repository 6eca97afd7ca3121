package io.hakiri.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hakiri.catalog.Claim;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.deployment.Variables;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/**
 * A due pipeline as it is handed to a program elsewhere: one JSON object, the same for every executor. Nothing in it is secret,
 * and nothing in it gives a right: {@code begin} asks the catalog whether the claim still holds (C-18).
 */
public final class Dispatch {
    /** Of the document's form; a program refuses one that it does not know. */
    public static final int VERSION = 1;

    /** The environment variable in which the command {@code work} looks for it. */
    public static final String VARIABLE = Variables.DISPATCH;

    private static final String VERSION_KEY = "version";
    private static final String PROJECT = "project";
    private static final String PIPELINE = "pipeline";
    private static final String CLAIM = "claim";
    private static final String DUE = "due";
    private static final String TOKEN = "token";
    private static final String RECOVERY = "recovery";
    private static final String UNTIL = "until";
    private static final Set<String> KEYS = Set.of(VERSION_KEY, PROJECT, PIPELINE, CLAIM);
    private static final Set<String> CLAIM_KEYS = Set.of(DUE, TOKEN, RECOVERY, UNTIL);
    private static final String EXPECTED = "a dispatch as a reconciler writes it";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Dispatch() {}

    /** As it is sent. */
    public static String toJson(Claim claim) {
        var json = JsonNodeFactory.instance
                .objectNode()
                .put(VERSION_KEY, VERSION)
                .put(PROJECT, claim.pipeline().project().value())
                .put(PIPELINE, claim.pipeline().pipeline().value());
        json.putObject(CLAIM)
                .put(DUE, claim.due().toString())
                .put(TOKEN, claim.token())
                .put(RECOVERY, claim.recovery())
                .put(UNTIL, claim.until().toString());
        return json.toString();
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws InvalidInput where it is none, or of another version
     */
    public static Claim parse(String text) {
        JsonNode json = tree(text);
        if (!json.path(VERSION_KEY).isInt() || json.path(VERSION_KEY).asInt() != VERSION) {
            throw new InvalidInput(
                    VERSION_KEY, String.valueOf(VERSION), json.path(VERSION_KEY).toString());
        }
        JsonNode claim = json.path(CLAIM);
        onlyKeys(json, KEYS);
        onlyKeys(claim, CLAIM_KEYS);
        if (!claim.path(RECOVERY).isBoolean()) {
            throw new InvalidInput(
                    RECOVERY, "true or false", claim.path(RECOVERY).toString());
        }
        return new Claim(
                PipelineKey.of(text(json, PROJECT), text(json, PIPELINE)),
                instant(claim, DUE),
                text(claim, TOKEN),
                claim.path(RECOVERY).asBoolean(),
                instant(claim, UNTIL));
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new InvalidInput("dispatch", EXPECTED, "something that is not JSON");
        }
    }

    private static void onlyKeys(JsonNode object, Set<String> keys) {
        object.fieldNames().forEachRemaining(name -> {
            if (!keys.contains(name)) {
                throw new InvalidInput("dispatch", "no more than " + new TreeSet<>(keys), name);
            }
        });
    }

    private static String text(JsonNode object, String key) {
        if (!object.path(key).isTextual()) {
            throw new InvalidInput(key, "a text", object.path(key).toString());
        }
        return object.path(key).asText();
    }

    private static Instant instant(JsonNode object, String key) {
        String text = text(object, key);
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new InvalidInput(key, "an instant such as 2026-01-02T03:04:05Z", text);
        }
    }
}
