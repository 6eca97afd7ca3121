package io.hakiri.metrics;

import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.ProjectId;
import io.micrometer.core.instrument.Tags;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Whose a figure is. So many are told apart; what is beyond counts as {@link #OTHERS}, so that figures stay bounded. */
final class Labels {
    static final int MOST_PROJECTS = 100;
    static final int MOST_PIPELINES = 1_000;
    static final String PROJECT = "project";
    static final String PIPELINE = "pipeline";
    /** No name of a project or pipeline. */
    static final String OTHERS = "(others)";

    /** Of what is about no project: to Prometheus a label without a value is none. */
    static final Tags OF_NONE = Tags.of(PROJECT, "");

    private final Set<ProjectId> projects = ConcurrentHashMap.newKeySet();
    private final Set<PipelineKey> pipelines = ConcurrentHashMap.newKeySet();

    Tags of(ProjectId project) {
        return Tags.of(PROJECT, isTold(project) ? project.value() : OTHERS);
    }

    Tags of(PipelineKey pipeline) {
        boolean told = isTold(pipeline.project()) && isTold(pipelines, pipeline, MOST_PIPELINES);
        return of(pipeline.project()).and(PIPELINE, told ? pipeline.pipeline().value() : OTHERS);
    }

    /** Whether a project has its own name, and is not one of the others. */
    boolean isTold(ProjectId project) {
        return isTold(projects, project, MOST_PROJECTS);
    }

    /** Several threads at the border may add one more each: that is few. */
    private static <T> boolean isTold(Set<T> known, T one, int most) {
        return known.contains(one) || (known.size() < most && (known.add(one) || known.contains(one)));
    }
}
