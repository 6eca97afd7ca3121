package io.hakiri.trace;

import io.hakiri.api.Forms;
import io.hakiri.api.ProgramVersion;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Counts;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RenewResult;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.catalog.Writer;
import io.hakiri.watch.CatalogWatch;
import io.hakiri.watch.Ending;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends a span for each begin, renewal and commit of a run, all of a run in one trace, to where the environment says
 * ({@code OTEL_…}). Spans are sent in the background, and dropped where that does not keep up.
 */
public final class RunTraces implements CatalogWatch, AutoCloseable {
    private static final long FAREWELL_SECONDS = 2;
    /** Version 00 has these four parts; a later one begins with them too. */
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    private static final int HEX = 16;

    private final InstantSource clock;
    private final RunTraceIds ids = new RunTraceIds();
    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;

    /**
     * Starts to send. Made only where the environment has an address, so that nothing of it is loaded elsewhere.
     *
     * @throws InvalidInput where the SDK does not take what the environment says
     */
    public RunTraces(InstantSource clock) {
        this.clock = clock;
        try {
            this.sdk = sdk();
        } catch (ConfigurationException e) {
            throw new InvalidInput("OTEL_…", "what OpenTelemetry's SDK takes", String.valueOf(e.getMessage()));
        }
        this.tracer = sdk.getTracer("io.hakiri", ProgramVersion.current());
    }

    private OpenTelemetrySdk sdk() {
        return AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(
                        () -> Map.of("otel.exporter.otlp.protocol", "http/protobuf", "otel.service.name", "hakiri"))
                // figures and the log have their own ways
                .addPropertiesCustomizer(_ -> Map.of("otel.metrics.exporter", "none", "otel.logs.exporter", "none"))
                .addTracerProviderCustomizer((provider, _) -> provider.setIdGenerator(ids))
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk();
    }

    @Override
    public void began(Begin asked, BeginResult answer, boolean first, Duration took) {
        if (first && answer instanceof BeginResult.Granted granted) {
            Writer writer = granted.writer();
            SpanBuilder span = about(writer.pipeline(), writer.run(), writer.fence(), "begin", took)
                    .setNoParent()
                    .setAttribute("hakiri.trigger", asked.trigger().word())
                    .setAttribute("hakiri.outcome", word(answer));
            end(ids.beginning(TraceOfRun.of(writer), span::startSpan));
        }
    }

    @Override
    public void renewed(Writer writer, RenewResult answer, Duration took) {
        Span span = later(writer, "renew", took)
                .setAttribute("hakiri.outcome", word(answer))
                .startSpan();
        if (!(answer instanceof RenewResult.Renewed)) {
            span.setStatus(StatusCode.ERROR, word(answer));
        }
        end(span);
    }

    @Override
    public void committed(Commit asked, CommitResult answer, boolean first, Duration took) {
        RunStatus outcome = asked.next() instanceof Next.Finish finish ? finish.outcome() : null;
        Counts counts = asked.progress().counts().values().stream().reduce(Counts.NONE, Counts::plus);
        SpanBuilder builder = later(asked.writer(), outcome == null ? "commit" : "finish", took)
                .setAttribute("hakiri.step", asked.step())
                .setAttribute("hakiri.rows", counts.written())
                .setAttribute("hakiri.outcome", word(answer));
        if (outcome != null) {
            builder.setAttribute("hakiri.status", word(outcome));
        }
        Span span = builder.startSpan();
        boolean isIn = answer instanceof CommitResult.Committed || answer instanceof CommitResult.AlreadyApplied;
        if (!isIn) {
            span.setStatus(StatusCode.ERROR, word(answer));
        } else if (outcome == RunStatus.FAILED) {
            span.setStatus(StatusCode.ERROR, word(outcome));
        }
        end(span);
    }

    /** An end by a commit of the run has its span already. */
    @Override
    public void ended(Ending ending) {
        if (ending.status() == RunStatus.ABANDONED
                || (ending.status() == RunStatus.CANCELLED && ending.error() == null)) {
            end(about(ending.pipeline(), ending.run(), ending.fence(), word(ending.status()), Duration.ZERO)
                    .setParent(TraceOfRun.of(ending.pipeline() + "\n" + ending.run())
                            .begin())
                    .setAttribute("hakiri.status", word(ending.status()))
                    .startSpan()
                    .setStatus(StatusCode.ERROR, word(ending.status())));
        }
    }

    private SpanBuilder later(Writer writer, String name, Duration took) {
        return about(writer.pipeline(), writer.run(), writer.fence(), name, took)
                .setParent(TraceOfRun.of(writer).begin());
    }

    private SpanBuilder about(PipelineKey pipeline, RunId run, @Nullable Fence fence, String name, Duration took) {
        Instant now = clock.instant();
        SpanBuilder span = tracer.spanBuilder(name)
                .setStartTimestamp(now.minus(took))
                .setAttribute("hakiri.project", pipeline.project().value())
                .setAttribute("hakiri.pipeline", pipeline.pipeline().value())
                .setAttribute("hakiri.run", run.toString());
        if (fence != null) {
            span.setAttribute("hakiri.fence", fence.value());
        }
        SpanContext caller = caller(CallersTrace.ofThread());
        return caller == null ? span : span.addLink(caller);
    }

    private void end(Span span) {
        span.end(clock.instant());
    }

    private static @Nullable SpanContext caller(@Nullable String traceparent) {
        Matcher parts = TRACEPARENT.matcher(traceparent == null ? "" : traceparent);
        return parts.matches()
                ? SpanContext.createFromRemoteParent(
                        parts.group(1),
                        parts.group(2),
                        TraceFlags.fromByte((byte) Integer.parseInt(parts.group(3), HEX)),
                        TraceState.getDefault())
                : null;
    }

    private static String word(Object answer) {
        return answer instanceof RunStatus status
                ? status.name().toLowerCase(Locale.ROOT)
                : Forms.snakeCase(answer.getClass().getSimpleName()).substring(1);
    }

    /** Sends what waits, for so long at most. */
    public void flush(Duration within) {
        sdk.getSdkTracerProvider().forceFlush().join(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Sends what waits, for a few seconds. */
    @Override
    public void close() {
        sdk.getSdkTracerProvider().shutdown().join(FAREWELL_SECONDS, TimeUnit.SECONDS);
        sdk.close();
    }
}
