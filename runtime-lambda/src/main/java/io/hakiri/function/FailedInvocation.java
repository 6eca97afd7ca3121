package io.hakiri.function;

/** A direct invocation did not get what it asked for: its response, for the log and for whoever waits for it. */
final class FailedInvocation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FailedInvocation(String response) {
        super(response, null, false, false); // where it was thrown says nothing
    }
}
