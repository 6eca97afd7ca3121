package io.hakiri.trace;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Random ids, but for the span that begins a run. */
final class RunTraceIds implements IdGenerator {
    private final IdGenerator random = IdGenerator.random();
    private static final ThreadLocal<@Nullable TraceOfRun> BEGINNING = new ThreadLocal<>();

    /** Makes a span that begins a run. */
    <T> T beginning(TraceOfRun trace, Supplier<T> made) {
        BEGINNING.set(trace);
        try {
            return made.get();
        } finally {
            BEGINNING.remove();
        }
    }

    @Override
    public String generateSpanId() {
        TraceOfRun trace = BEGINNING.get();
        return trace == null ? random.generateSpanId() : trace.beginId();
    }

    @Override
    public String generateTraceId() {
        TraceOfRun trace = BEGINNING.get();
        return trace == null ? random.generateTraceId() : trace.traceId();
    }
}
