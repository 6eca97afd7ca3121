package io.hakiri.pipeline;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the values behind {@code secret:NAME} are. They are asked for when a connector is opened. Used by many threads.
 */
@FunctionalInterface
public interface Secrets {
    /** What a reference begins with. */
    String PREFIX = "secret:";

    /**
     * A whole reference: {@code secret:NAME}, or {@code secret:STORE:NAME} where it says in which store to look, and
     * {@code #KEY} behind it where the secret is a JSON object and one of its texts is meant.
     */
    Pattern REFERENCE = Pattern.compile("secret:[A-Za-z0-9_][A-Za-z0-9_./:@+=-]{0,1023}(#[A-Za-z0-9_.-]{1,128})?");

    /**
     * The value; empty where there is none of that name.
     *
     * @param name what stands behind {@link #PREFIX}
     * @throws io.hakiri.connector.ConnectorException where the place cannot be asked, by class as any connector's trouble
     */
    Optional<String> resolve(String name);

    /** What a person can do where {@link #resolve} found none. */
    default String advice(String name) {
        return "set the environment variable of that name";
    }

    /** Asks anew from now on: somebody refused what was given out before. */
    default void renew() {}

    /** The text without any value that was given out: for messages, which may quote what another program said. */
    default String redacted(String text) {
        return text;
    }

    /** Looks the name up as an environment variable, as of now. */
    static Secrets environment(Map<String, String> variables) {
        return name -> Optional.ofNullable(variables.get(name));
    }
}
