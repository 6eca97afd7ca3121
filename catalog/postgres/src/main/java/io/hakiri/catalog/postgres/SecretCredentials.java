package io.hakiri.catalog.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The credentials in a secret, kept until the server refuses them: then the secret is read again, so that a rotation needs no
 * new start.
 */
final class SecretCredentials implements Credentials {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Source source;
    private @Nullable Proof known;

    /** Reads the secret's text: JSON with {@code username} and {@code password}, as RDS writes it. */
    @FunctionalInterface
    interface Source {
        String read() throws NoProof;
    }

    SecretCredentials(Source source) {
        this.source = source;
    }

    @Override
    public synchronized Proof current() throws NoProof {
        Proof proof = known;
        if (proof == null) {
            proof = proof(source.read());
            known = proof;
        }
        return proof;
    }

    @Override
    public synchronized boolean renewedSince(Proof refused) throws NoProof {
        if (refused.equals(known)) {
            known = proof(source.read());
        }
        return !refused.equals(known);
    }

    private static Proof proof(String text) throws NoProof {
        JsonNode secret;
        try {
            secret = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            // its message has a part of the text
            throw new NoProof(
                    "the secret is no JSON",
                    new IOException("at " + e.getLocation().offsetDescription()));
        }
        JsonNode user = secret.path("username");
        JsonNode password = secret.path("password");
        if (!user.isTextual() || !password.isTextual()) {
            throw new NoProof("the secret lacks username or password", new IOException("fields of another name"));
        }
        return new Proof(user.textValue(), password.textValue());
    }
}
