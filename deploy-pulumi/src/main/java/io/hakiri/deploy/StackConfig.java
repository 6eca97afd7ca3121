package io.hakiri.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/** All of a stack's configuration: Pulumi's own interface answers for single keys alone, and so nobody would notice one that is misspelt. */
final class StackConfig {
    private static final String VARIABLE = "PULUMI_CONFIG";

    private StackConfig() {}

    /** As Pulumi gives it to a program that it starts. */
    static Map<String, String> ofPulumi() {
        String json = System.getenv(VARIABLE);
        if (json == null) {
            throw new IllegalStateException("this is what `pulumi up` starts, or `./hakiri deploy preview`: there is no " + VARIABLE);
        }
        try {
            return new ObjectMapper().readValue(json, new TypeReference<Map<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(VARIABLE + " is not what Pulumi says", e);
        }
    }
}
