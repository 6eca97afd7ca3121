package io.hakiri.access;

import org.jspecify.annotations.Nullable;

/**
 * What a service is told about who may call it, and how often.
 *
 * @param issuer whose signed tokens are taken besides those of the catalog; {@code null} for nobody's
 * @param signIn how people sign in to the console there; {@code null} for not at all
 * @param perCaller of each token, or of each subject of signed ones; {@code null} for no limit, also of wrong tokens
 * @param quotas of each project
 */
public record AccessRules(
        @Nullable IssuerSettings issuer,
        @Nullable SignInSettings signIn,
        @Nullable Rate perCaller,
        Quotas quotas) {
    /** How often a token may be used unless something else is said. */
    public static final Rate GENEROUS = new Rate(1000, 5000);

    /** What holds where nothing is said. */
    public static final AccessRules UNLESS_SAID = new AccessRules(null, null, GENEROUS, Quotas.NONE);
}
