package io.hakiri.http;

import io.hakiri.api.AnswerForms;
import io.hakiri.api.Bodies;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Backfill;
import io.hakiri.catalog.BackfillId;
import io.hakiri.catalog.BackfillResult;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.Chunk;
import io.hakiri.catalog.ChunkCommitResult;
import io.hakiri.catalog.ChunkResult;
import io.hakiri.catalog.ChunkWriter;
import io.hakiri.catalog.ClaimChunk;
import io.hakiri.catalog.CommitChunk;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.StartBackfill;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ranges that many workers do, each chunk once (C-21). */
@Path("/v1/projects/{project}/pipelines/{pipeline}/backfills")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
final class BackfillResource {
    private final Catalog catalog;

    BackfillResource(Catalog catalog) {
        this.catalog = catalog;
    }

    @GET
    @Serves(
            to = Role.READER,
            says = "The backfills of a pipeline by name.",
            gives = Backfill.class,
            listed = "backfills",
            answers = Listing.class)
    public Response backfills(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @QueryParam("page") @Nullable String page,
            @QueryParam("limit") @Nullable String limit) {
        return Replies.of("backfills", catalog.backfills(PipelineKey.of(project, pipeline), Params.page(page, limit)));
    }

    @GET
    @Path("{backfill}")
    @Serves(
            to = Role.READER,
            says = "One backfill as it is now.",
            gives = Backfill.class,
            answers = Answers.NotFound.class)
    public Response backfill(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @PathParam("backfill") String backfill) {
        Optional<Backfill> found = catalog.backfill(PipelineKey.of(project, pipeline), new BackfillId(backfill));
        return Replies.found(found);
    }

    @GET
    @Path("{backfill}/chunks")
    @Serves(
            to = Role.READER,
            says = "The chunks of a backfill in their order, and who has them.",
            gives = Chunk.class,
            listed = "chunks",
            answers = Listing.class)
    public Response chunks(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @PathParam("backfill") String backfill,
            @QueryParam("page") @Nullable String page,
            @QueryParam("limit") @Nullable String limit) {
        return Replies.of(
                "chunks",
                catalog.chunks(PipelineKey.of(project, pipeline), new BackfillId(backfill), Params.page(page, limit)));
    }

    @SuppressWarnings("NullAway") // it does not see the annotation of a nested type in a class file
    @PUT
    @Path("{backfill}")
    @Serves(
            to = Role.OPERATOR,
            says = "Starts a backfill, split into chunks. The same again gets the same answer.",
            gives = Backfill.class,
            status = 201,
            answers = BackfillResult.class)
    public Response start(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @PathParam("backfill") String backfill,
            @Context SecurityContext caller,
            Bodies.BackfillStart body) {
        return Replies.of(
                AnswerForms.BACKFILL,
                catalog.startBackfill(new StartBackfill(
                        PipelineKey.of(project, pipeline),
                        new BackfillId(backfill),
                        body.at(),
                        body.from(),
                        body.borders(),
                        Params.actor(caller, body.reason()))));
    }

    @POST
    @Path("{backfill}/cancel")
    @Serves(
            to = Role.OPERATOR,
            says = "Ends a backfill: what is done stays, its workers can change nothing any more.",
            status = 204,
            answers = ChangeResult.class)
    public Response cancel(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @PathParam("backfill") String backfill,
            @Context SecurityContext caller,
            Bodies.Reason body) {
        return Replies.of(
                AnswerForms.CHANGE,
                catalog.cancelBackfill(
                        PipelineKey.of(project, pipeline),
                        new BackfillId(backfill),
                        Params.actor(caller, body.reason())));
    }

    @POST
    @Path("{backfill}/chunks")
    @Serves(
            to = Role.WORKER,
            says = "Asks for a chunk: one that nobody has (201), or when to ask again (200).",
            gives = ChunkResult.ChunkGranted.class,
            status = 201,
            answers = ChunkResult.class)
    public Response claim(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @PathParam("backfill") String backfill,
            @HeaderParam(Params.IDEMPOTENCY_KEY) @Nullable String idempotencyKey,
            Bodies.ChunkClaim body) {
        return Replies.of(
                AnswerForms.CHUNK,
                catalog.claimChunk(new ClaimChunk(
                        PipelineKey.of(project, pipeline),
                        new BackfillId(backfill),
                        Params.request(idempotencyKey),
                        body.worker(),
                        Bodies.seconds(body.leaseSeconds()))));
    }

    @POST
    @Path("{backfill}/chunks/{chunk}/renew")
    @Serves(
            to = Role.WORKER,
            says = "Extends the lease of a chunk.",
            gives = ChunkCommitResult.ChunkRenewed.class,
            answers = ChunkCommitResult.class)
    public Response renew(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @PathParam("backfill") String backfill,
            @PathParam("chunk") String chunk,
            Bodies.Renewal body) {
        return Replies.of(
                AnswerForms.CHUNK_RENEW,
                catalog.renewChunk(
                        writer(project, pipeline, backfill, chunk, body.fence()), Bodies.seconds(body.leaseSeconds())));
    }

    @POST
    @Path("{backfill}/chunks/{chunk}/commit")
    @Serves(
            to = Role.WORKER,
            says = "Says that a chunk is done, all of it. Safe to send again.",
            gives = ChunkCommitResult.ChunkDone.class,
            answers = ChunkCommitResult.class)
    public Response commit(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @PathParam("backfill") String backfill,
            @PathParam("chunk") String chunk,
            Bodies.ChunkEnd body) {
        return Replies.of(
                AnswerForms.CHUNK_COMMIT,
                catalog.commitChunk(new CommitChunk(
                        writer(project, pipeline, backfill, chunk, body.fence()),
                        body.schemaVersion(),
                        body.staged(),
                        body.counts())));
    }

    private static ChunkWriter writer(String project, String pipeline, String backfill, String chunk, Fence fence) {
        return new ChunkWriter(
                PipelineKey.of(project, pipeline),
                new BackfillId(backfill),
                Params.number("chunk", chunk, 0, Limits.CHUNKS_PER_BACKFILL - 1),
                fence);
    }
}
