package io.hakiri.console;

import java.util.List;

/** What is seen for a moment after one has signed in at the issuer. */
public record SignedInPage(Frame frame) {
    static SignedInPage of() {
        return new SignedInPage(new Frame("Signed in", "", List.of()));
    }
}
