package io.hakiri.http;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Role;
import io.hakiri.explain.Explainer;
import io.hakiri.explain.Explanation;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Why a pipeline stands as it does, and how it stood. */
@Path("/v1/projects/{project}/pipelines/{pipeline}/explanation")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
final class ExplanationResource {
    private final Catalog catalog;
    private final InstantSource clock;

    ExplanationResource(Catalog catalog, InstantSource clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    @GET
    @Serves(
            to = Role.READER,
            says = "How the pipeline stands and why, or how it stood at a time (`at`), and what happened up to then.",
            gives = Explanation.class)
    public Response explanation(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @QueryParam("at") @Nullable String at,
            @QueryParam("limit") @Nullable String limit) {
        return Replies.record(new Explainer(catalog, clock)
                .explain(
                        PipelineKey.of(project, pipeline),
                        instant(at),
                        limit == null
                                ? Explainer.FACTS_UNLESS_SAID
                                : Params.number("limit", limit, 1, Limits.PAGE_ENTRIES)));
    }

    private static @Nullable Instant instant(@Nullable String at) {
        try {
            return at == null ? null : OffsetDateTime.parse(at).toInstant();
        } catch (DateTimeException e) {
            throw new InvalidInput("at", "an instant such as 2026-01-31T08:00:00Z", at);
        }
    }
}
