package io.hakiri.deploy.preview;

import java.util.List;
import java.util.stream.Collectors;

/** The program did not come to its end, or something was wrong with what it registered. */
public final class PreviewFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * One thing that is wrong.
     *
     * @param message for a person
     * @param urn of the resource it is about; empty where it is about none
     * @param isRefusal whether the program said so about what it was given, as opposed to a fault of the program
     */
    public record Problem(String message, String urn, boolean isRefusal) {
        @Override
        public String toString() {
            return urn.isEmpty() ? message : urn.substring(urn.lastIndexOf(':') + 1) + ": " + message;
        }
    }

    PreviewFailed(List<Problem> problems, List<? extends Throwable> causes) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
        causes.forEach(this::addSuppressed);
    }

    public List<Problem> problems() {
        return problems;
    }

    /** Whether whoever wrote the configuration can mend it. */
    public boolean isRefusal() {
        return problems.stream().allMatch(Problem::isRefusal);
    }
}
