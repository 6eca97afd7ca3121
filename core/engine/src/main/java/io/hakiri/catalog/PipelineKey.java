package io.hakiri.catalog;

/** Which pipeline: its project and its name there. */
public record PipelineKey(ProjectId project, PipelineId pipeline) {
    /** The key of two names; {@link InvalidInput} where one of them is none (C-22). */
    public static PipelineKey of(String project, String pipeline) {
        return new PipelineKey(new ProjectId(project), new PipelineId(pipeline));
    }

    @Override
    public String toString() {
        return project + "/" + pipeline;
    }
}
