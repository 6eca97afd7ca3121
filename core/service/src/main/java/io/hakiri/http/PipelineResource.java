package io.hakiri.http;

import io.hakiri.access.OverQuota;
import io.hakiri.access.QuotaGuard;
import io.hakiri.api.AnswerForms;
import io.hakiri.api.Bodies;
import io.hakiri.api.Declared;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.AuditEvent;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.PipelineState;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.PutPipeline;
import io.hakiri.catalog.PutResult;
import io.hakiri.catalog.Role;
import io.hakiri.pipeline.Pipeline;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Pipelines, and what people change about them. */
@Path("/v1/projects/{project}/pipelines")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
final class PipelineResource {
    private final Catalog catalog;
    private final QuotaGuard quotas;
    private final InstantSource clock;

    PipelineResource(Catalog catalog, QuotaGuard quotas, InstantSource clock) {
        this.catalog = catalog;
        this.quotas = quotas;
        this.clock = clock;
    }

    @GET
    @Serves(to = Role.READER, says = "The pipelines by name.", gives = PipelineState.class, listed = "pipelines")
    public Response pipelines(
            @PathParam("project") String project,
            @QueryParam("page") @Nullable String page,
            @QueryParam("limit") @Nullable String limit) {
        return Replies.page("pipelines", catalog.pipelines(new ProjectId(project), Params.page(page, limit)));
    }

    @GET
    @Path("{pipeline}")
    @Serves(
            to = Role.READER,
            says = "One pipeline as it is now. Its ETag is the version of its declaration.",
            gives = PipelineState.class,
            answers = Answers.NotFound.class)
    public Response pipeline(@PathParam("project") String project, @PathParam("pipeline") String pipeline) {
        return Replies.pipeline(catalog.pipeline(PipelineKey.of(project, pipeline)));
    }

    @PUT
    @Path("{pipeline}")
    @Serves(
            to = Role.OPERATOR,
            says =
                    "Declares a pipeline, or changes its declaration: with If-Match only from that version, with If-None-Match: *"
                            + " only where there is none. 201 where it is new.",
            gives = Declared.class,
            answers = {PutResult.class, OverQuota.class})
    public Response put(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch,
            @Context SecurityContext caller,
            Bodies.Declaration body) {
        PipelineKey key = PipelineKey.of(project, pipeline);
        Bodies.Kept kept = kept(key, body);
        PutPipeline put = new PutPipeline(
                key,
                kept.canonical(),
                kept.nextDue(),
                Params.expectedVersion(ifMatch, ifNoneMatch),
                Params.actor(caller, body.reason()));
        return switch (quotas.declare(key)) {
            case QuotaGuard.Place.None(OverQuota over) -> Problem.of(over);
            case QuotaGuard.Place.Kept place -> declared(place, put);
        };
    }

    private Response declared(QuotaGuard.Place.Kept kept, PutPipeline put) {
        try (QuotaGuard.Place.Kept place = kept) {
            PutResult answer = catalog.put(put);
            if (answer instanceof PutResult.Stored) {
                place.take();
            }
            return Replies.of(answer);
        }
    }

    /** What the catalog shall keep: as it was read elsewhere, or as it is read here. */
    private Bodies.Kept kept(PipelineKey key, Bodies.Declaration body) {
        String manifest = body.manifest();
        Bodies.Kept kept = body.kept();
        if ((manifest == null) == (kept == null)) {
            throw new InvalidInput(
                    "manifest, kept", "one of the two", kept == null ? "neither of them" : "both of them");
        }
        if (manifest == null) {
            return Objects.requireNonNull(kept);
        }
        Pipeline declared = Pipeline.ofCanonicalJson(manifest);
        if (!declared.id().equals(key.pipeline())) {
            throw new InvalidInput(
                    "manifest.id",
                    "the pipeline of the path, " + key.pipeline(),
                    declared.id().value());
        }
        Instant now = clock.instant();
        return new Bodies.Kept(
                declared.toCanonicalJson(), declared.schedule().next(now).isPresent() ? now : null);
    }

    @DELETE
    @Path("{pipeline}")
    @Serves(
            to = Role.ADMIN,
            says = "Deletes a pipeline; its history stays.",
            status = 204,
            answers = ChangeResult.class)
    public Response delete(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @QueryParam("reason") @Nullable String reason,
            @Context SecurityContext caller) {
        return Replies.of(
                AnswerForms.CHANGE,
                catalog.delete(PipelineKey.of(project, pipeline), Params.actor(caller, reason == null ? "" : reason)));
    }

    @POST
    @Path("{pipeline}/pause")
    @Serves(
            to = Role.OPERATOR,
            says = "Refuses new runs; the current one may finish, or with \"now\" loses its lease.",
            status = 204,
            answers = ChangeResult.class)
    public Response pause(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @Context SecurityContext caller,
            Bodies.Pause body) {
        return Replies.of(
                AnswerForms.CHANGE,
                catalog.pause(
                        PipelineKey.of(project, pipeline),
                        Boolean.TRUE.equals(body.now()),
                        Params.actor(caller, body.reason())));
    }

    @POST
    @Path("{pipeline}/resume")
    @Serves(to = Role.OPERATOR, says = "Opens a paused pipeline again.", status = 204, answers = ChangeResult.class)
    public Response resume(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @Context SecurityContext caller,
            Bodies.Resume body) {
        PipelineKey key = PipelineKey.of(project, pipeline);
        Bodies.Due due = body.due();
        return Replies.of(
                AnswerForms.CHANGE,
                catalog.resume(
                        key,
                        due == null ? NextDue.of(catalog.pipeline(key), clock.instant()) : due.next(),
                        Params.actor(caller, body.reason())));
    }

    @POST
    @Path("{pipeline}/lease/break")
    @Serves(
            to = Role.OPERATOR,
            says = "Takes the lease from whoever holds it: the holder can change nothing any more.",
            status = 204,
            answers = ChangeResult.class)
    public Response breakLease(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @Context SecurityContext caller,
            Bodies.Reason body) {
        return Replies.of(
                AnswerForms.CHANGE,
                catalog.breakLease(PipelineKey.of(project, pipeline), Params.actor(caller, body.reason())));
    }

    @GET
    @Path("{pipeline}/audit")
    @Serves(
            to = Role.READER,
            says = "What people and programs changed outside of runs; by number, also of a pipeline that was deleted.",
            gives = AuditEvent.class,
            listed = "events")
    public Response audit(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @QueryParam("page") @Nullable String page,
            @QueryParam("limit") @Nullable String limit) {
        return Replies.page("events", catalog.audit(PipelineKey.of(project, pipeline), Params.page(page, limit)));
    }
}
