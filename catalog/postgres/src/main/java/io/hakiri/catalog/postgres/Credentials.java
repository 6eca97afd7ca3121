package io.hakiri.catalog.postgres;

import io.hakiri.catalog.postgres.PostgresAddress.Login;
import java.util.Objects;

/** What a connection logs in with: asked for anew for each one, as it may change while we run. */
interface Credentials {
    /** A user and what proves that it is him. */
    record Proof(String user, String password) {
        @Override
        public String toString() {
            return "Proof[user=" + user + ", …]";
        }
    }

    /** May ask other services. */
    Proof current() throws NoProof;

    /** Whether there is another one now than this one, which the server refused. */
    boolean renewedSince(Proof refused) throws NoProof;

    /** What holds the credentials did not give them. */
    final class NoProof extends Exception {
        private static final long serialVersionUID = 1L;

        NoProof(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Those that the address names; other services are touched by name only where it says so. */
    static Credentials of(PostgresAddress address) {
        return switch (address.login()) {
            case Login.Password(String password) -> fixed(new Proof(Objects.requireNonNull(address.user()), password));
            case Login.Secret secret -> new SecretCredentials(Aws.secrets(secret));
            case Login.Iam iam -> Aws.tokens(address, iam);
        };
    }

    private static Credentials fixed(Proof proof) {
        return new Credentials() {
            @Override
            public Proof current() {
                return proof;
            }

            @Override
            public boolean renewedSince(Proof refused) {
                return false;
            }
        };
    }
}
