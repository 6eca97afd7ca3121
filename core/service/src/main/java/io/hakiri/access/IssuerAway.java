package io.hakiri.access;

import org.jose4j.lang.UnresolvableKeyException;

/** Whether the issuer has such a key cannot be known now. */
final class IssuerAway extends UnresolvableKeyException {
    private static final long serialVersionUID = 1L;

    /** Says why, without anything of a token. */
    IssuerAway(String why) {
        super(why);
    }
}
