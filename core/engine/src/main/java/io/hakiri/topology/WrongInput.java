package io.hakiri.topology;

import java.util.List;

/** A file of prices, or words about the use, that nothing is reckoned with: all that is wrong with them. */
public final class WrongInput extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /** @param problems each says where, what was expected and what was given */
    public WrongInput(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** All that is wrong. */
    public List<String> problems() {
        return problems;
    }
}
