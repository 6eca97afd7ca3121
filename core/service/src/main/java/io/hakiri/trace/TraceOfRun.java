package io.hakiri.trace;

import io.hakiri.catalog.Writer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The trace of a run follows from its pipeline and id, and so does the span of its begin, which is the root: every instance that a
 * request of the run comes to knows both without asking.
 */
record TraceOfRun(String traceId, String beginId) {
    private static final int TRACE_DIGITS = 32;
    private static final int SPAN_DIGITS = 16;

    static TraceOfRun of(Writer writer) {
        return of(writer.pipeline() + "\n" + writer.run());
    }

    static TraceOfRun of(String pipelineAndRun) {
        String digits = HexFormat.of().formatHex(sha256("hakiri trace\n" + pipelineAndRun));
        return new TraceOfRun(
                digits.substring(0, TRACE_DIGITS), digits.substring(TRACE_DIGITS, TRACE_DIGITS + SPAN_DIGITS));
    }

    /** Where the later spans of the run belong. */
    Context begin() {
        return Context.root()
                .with(Span.wrap(SpanContext.createFromRemoteParent(
                        traceId, beginId, TraceFlags.getSampled(), TraceState.getDefault())));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
