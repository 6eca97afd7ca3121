package io.hakiri.trace;

import org.jspecify.annotations.Nullable;

/**
 * The {@code traceparent} (W3C Trace Context) of the request that this thread serves. A request has a thread of its own, and one
 * that is used again says what it has before it calls the catalog.
 */
public final class CallersTrace {
    private static final ThreadLocal<@Nullable String> OF_THREAD = new ThreadLocal<>();

    private CallersTrace() {}

    /** From now on this thread serves a request with this header, or with none. */
    public static void is(@Nullable String traceparent) {
        if (traceparent == null) {
            OF_THREAD.remove();
        } else {
            OF_THREAD.set(traceparent);
        }
    }

    static @Nullable String ofThread() {
        return OF_THREAD.get();
    }
}
