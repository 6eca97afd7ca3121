package io.hakiri.access;

/** Where people sign in is not known now. */
public final class IssuerUnknown extends Exception {
    private static final long serialVersionUID = 1L;

    private final String why;

    IssuerUnknown(String why) {
        super(why);
        this.why = why;
    }

    /** For who wanted to sign in. */
    public String says() {
        return "The issuer is out of reach: " + why + ".";
    }
}
