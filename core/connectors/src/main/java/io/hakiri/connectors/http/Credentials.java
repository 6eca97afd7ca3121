package io.hakiri.connectors.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Who asks. None of these shows what it holds. */
sealed interface Credentials {
    /** Nobody in particular, or a header or parameter says it. */
    record None() implements Credentials {}

    /** Always the same header {@code Authorization}. */
    record Fixed(String authorization) implements Credentials {
        @Override
        public String toString() {
            return "Fixed[…]";
        }
    }

    /** A client that gets tokens for its secret (RFC 6749, 4.4). */
    record Client(
            URI tokenUrl,
            String id,
            String secret,
            @Nullable String scope,
            boolean inBody) implements Credentials {
        /** The header that says who asks for a token. */
        String authorization() {
            return authorizationOf(Query.encoded(id), Query.encoded(secret));
        }

        String form() {
            String form = "grant_type=client_credentials";
            if (scope != null) {
                form += "&scope=" + Query.encoded(scope);
            }
            return inBody ? form + "&client_id=" + Query.encoded(id) + "&client_secret=" + Query.encoded(secret) : form;
        }

        @Override
        public String toString() {
            return "Client[" + id + ", …]";
        }
    }

    static Credentials basic(String user, String password) {
        return new Fixed(authorizationOf(user, password));
    }

    private static String authorizationOf(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
