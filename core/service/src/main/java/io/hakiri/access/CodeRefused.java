package io.hakiri.access;

/** The issuer gives no tokens for a code. */
final class CodeRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param error the issuer's word for it */
    CodeRefused(String error) {
        super(error);
    }
}
