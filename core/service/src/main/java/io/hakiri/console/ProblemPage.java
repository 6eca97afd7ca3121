package io.hakiri.console;

import java.util.List;

/**
 * What was refused.
 *
 * @param says what, and what to do
 */
public record ProblemPage(Frame frame, String says) {
    static ProblemPage of(String title, String says) {
        return new ProblemPage(new Frame(title, "", List.of(Paths.root())), says);
    }
}
