package io.hakiri.reconcile;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Page;
import io.hakiri.catalog.PageRequest;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunError;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.RunStatus;
import io.hakiri.connector.Connectors;
import io.hakiri.connector.ErrorClass;
import io.hakiri.pipeline.ConnectorSpec;
import io.hakiri.pipeline.Pipeline;
import io.hakiri.run.RunReport;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells the {@link CircuitBreakers} how runs came out: those of this process at once, those elsewhere when their pipeline is due
 * again.
 */
public final class Outcomes {
    private static final Set<String> MAY_PASS = Arrays.stream(ErrorClass.values())
            .filter(ErrorClass::mayPass)
            .map(ErrorClass::word)
            .collect(Collectors.toUnmodifiableSet());

    private final Connectors connectors;
    private final CircuitBreakers breakers;
    private final InstantSource clock;

    public Outcomes(Connectors connectors, CircuitBreakers breakers, InstantSource clock) {
        this.connectors = connectors;
        this.breakers = breakers;
        this.clock = clock;
    }

    /** A name for the system that a pipeline reads from: pipelines with the same one fail together. */
    String system(Pipeline pipeline) {
        ConnectorSpec source = pipeline.source();
        String system = connectors
                .source(source.connector())
                .map(type -> type.system(source.options()))
                .orElse("");
        return source.connector() + " " + system;
    }

    /** Whether this program has what the pipeline reads with and writes with. */
    boolean hasConnectorsOf(Pipeline pipeline) {
        return connectors.source(pipeline.source().connector()).isPresent()
                && connectors.destination(pipeline.destination().connector()).isPresent();
    }

    /** A run of this process ended. */
    void of(Pipeline pipeline, RunReport report) {
        if (report instanceof RunReport.Ended ended) {
            count(system(pipeline), ended.pipeline(), ended.run(), ended.status(), ended.error(), clock.instant());
        }
    }

    /** A pipeline is due again: how its last run came out is in its history, which is read only where there is trouble. */
    void before(Catalog catalog, PipelineState state, String system) {
        if (state.failures() == 0 && !breakers.isInTrouble(system)) {
            return;
        }
        Page<Run> runs = catalog.runs(state.key(), PageRequest.first(1)).pageOrNull();
        for (Run run : runs == null ? List.<Run>of() : runs.entries()) {
            Instant ended = run.endedAt();
            if (ended != null) {
                count(system, state.key(), run.id(), run.status(), run.error(), ended);
            }
        }
    }

    private void count(
            String system, PipelineKey pipeline, RunId run, RunStatus status, @Nullable RunError error, Instant ended) {
        if (status == RunStatus.SUCCEEDED) {
            breakers.succeeded(system, ended);
        } else if (status == RunStatus.FAILED && error != null && MAY_PASS.contains(error.kind())) {
            breakers.failed(system, pipeline, run);
        }
    }
}
