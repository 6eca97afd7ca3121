package io.hakiri.deploy.settings;

import com.pulumi.exceptions.RunException;
import java.util.List;

/** A configuration that nothing is made of, with all that is wrong with it. */
public final class WrongSettings extends RunException {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /** @param problems each says which key, what was expected, what was given, and what to do where that is not plain */
    public WrongSettings(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** All that is wrong. */
    public List<String> problems() {
        return problems;
    }
}
