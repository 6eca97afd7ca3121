package io.hakiri.connectors.secret;

import java.util.Optional;

/** One place where secrets are. */
interface SecretStore {
    /** The word before the name: {@code aws-sm}. */
    String word();

    /**
     * The text of a secret; empty where there is none.
     *
     * @throws io.hakiri.connector.ConnectorException where the place cannot be asked, or must not be for such a name
     */
    Optional<String> read(String name);

    /** What a person can do where there is none. */
    String advice(String name);

    /** Whether asking is dear enough to remember the answer until somebody refuses it. */
    boolean dear();
}
