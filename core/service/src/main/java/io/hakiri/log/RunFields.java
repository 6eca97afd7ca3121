package io.hakiri.log;

import io.hakiri.catalog.Fence;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.Writer;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logmanager.MDC;
import org.jspecify.annotations.Nullable;

/** Which run the lines are about that this thread logs from now on, until it is closed. */
public final class RunFields implements AutoCloseable {
    static final String PROJECT = "project";
    static final String PIPELINE = "pipeline";
    static final String RUN = "run";
    static final String FENCE = "fence";

    private final Map<String, @Nullable String> before = new HashMap<>();

    private RunFields(PipelineKey pipeline, @Nullable RunId run, @Nullable Fence fence) {
        set(PROJECT, pipeline.project().value());
        set(PIPELINE, pipeline.pipeline().value());
        set(RUN, run == null ? null : run.toString());
        set(FENCE, fence == null ? null : fence.toString());
    }

    private void set(String field, @Nullable String value) {
        before.put(field, value == null ? MDC.remove(field) : MDC.put(field, value));
    }

    /** Of a pipeline, whatever runs it. */
    public static RunFields of(PipelineKey pipeline) {
        return new RunFields(pipeline, null, null);
    }

    /** Of a run, under its fence where that is known. */
    public static RunFields of(PipelineKey pipeline, RunId run, @Nullable Fence fence) {
        return new RunFields(pipeline, run, fence);
    }

    /** Of a run under its fence. */
    public static RunFields of(Writer writer) {
        return new RunFields(writer.pipeline(), writer.run(), writer.fence());
    }

    @Override
    public void close() {
        before.forEach((field, value) -> {
            if (value == null) {
                MDC.remove(field);
            } else {
                MDC.put(field, value);
            }
        });
    }
}
