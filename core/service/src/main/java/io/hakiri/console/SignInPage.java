package io.hakiri.console;

import java.util.List;

/**
 * Where one signs in.
 *
 * @param problem why it did not go on; empty at first
 * @param issuer at whose place one can sign in too; empty for nobody's
 * @param href where that begins
 */
public record SignInPage(Frame frame, String problem, String issuer, String href) {
    static SignInPage of(String problem, String issuer, String href) {
        return new SignInPage(new Frame("Sign in", "", List.of()), problem, issuer, href);
    }
}
