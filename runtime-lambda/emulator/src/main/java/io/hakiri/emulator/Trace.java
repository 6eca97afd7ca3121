package io.hakiri.emulator;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header by which Lambda follows a chain of invocations, and sees that a function calls itself: the SDK hands it on.
 *
 * @param root the same for all of a chain
 * @param calls how many of the chain came before
 */
record Trace(String root, int calls) {
    /** In the runtime's answer and in the SDK's request. */
    static final String HEADER = "X-Amzn-Trace-Id";

    private static final Pattern FORM = Pattern.compile("Root=([^;]+).*Lineage=1:[^:;]+:([0-9]+).*");

    /** Of an invocation that somebody makes, who may be a function. */
    static Trace of(@Nullable String header) {
        Matcher parts = header == null ? null : FORM.matcher(header);
        return parts != null && parts.matches()
                ? new Trace(parts.group(1), Integer.parseInt(parts.group(2)) + 1)
                : new Trace(
                        "1-00000000-"
                                + UUID.randomUUID().toString().replace("-", "").substring(0, 24),
                        0);
    }

    @Override
    public String toString() {
        return "Root=" + root + ";Parent=0000000000000000;Sampled=0;Lineage=1:00000000:" + calls;
    }
}
