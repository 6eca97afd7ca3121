package io.hakiri.pipeline;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the values behind {@code secret:NAME} are. They are asked for when a connector is opened, and kept nowhere. */
@FunctionalInterface
public interface Secrets {
    /** What a reference begins with. */
    String PREFIX = "secret:";

    /** A whole reference. */
    Pattern REFERENCE = Pattern.compile("secret:[A-Za-z0-9_][A-Za-z0-9_./-]{0,254}");

    /** The value; empty where there is none of that name. */
    Optional<String> resolve(String name);

    /** Looks the name up as an environment variable, as of now. */
    static Secrets environment(Map<String, String> variables) {
        return name -> Optional.ofNullable(variables.get(name));
    }
}
