package io.hakiri.deploy;

import io.hakiri.deploy.settings.Settings;

/** Names that one thing says to another before either is there. All begin with the stack's. */
record Names(String stack) {
    static Names of(Settings settings) {
        return new Names(settings.name());
    }

    String service() {
        return stack;
    }

    String worker() {
        return stack + "-worker";
    }

    String migration() {
        return stack + "-migration";
    }

    String database() {
        return stack;
    }
}
