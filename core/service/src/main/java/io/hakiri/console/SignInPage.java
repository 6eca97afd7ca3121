package io.hakiri.console;

/**
 * Where one signs in.
 *
 * @param problem why it did not go on; empty at first
 */
public record SignInPage(Frame frame, String problem) {
    static SignInPage of(String problem) {
        return new SignInPage(new Frame("Sign in", "", java.util.List.of()), problem);
    }
}
