package io.hakiri.deploy.preview;

import java.util.Set;

/** What of Pulumi's protocol the engine understands. */
final class Features {
    private static final Set<String> KNOWN =
            Set.of("secrets", "resourceReferences", "outputValues", "aliasSpecs", "deletedWith");

    private Features() {}

    static boolean has(String feature) {
        return KNOWN.contains(feature);
    }
}
