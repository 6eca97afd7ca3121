package io.hakiri.deploy.settings;

import java.util.Locale;

/** How much a loss of this stack would hurt: what is not said in its configuration goes by this. */
public enum Environment {
    DEV,
    STAGING,
    PROD;

    /** As it is written in the configuration. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
