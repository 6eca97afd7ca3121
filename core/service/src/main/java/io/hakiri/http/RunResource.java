package io.hakiri.http;

import io.hakiri.access.OverQuota;
import io.hakiri.access.QuotaGuard;
import io.hakiri.api.AnswerForms;
import io.hakiri.api.Bodies;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Begin;
import io.hakiri.catalog.BeginResult;
import io.hakiri.catalog.CancelResult;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Commit;
import io.hakiri.catalog.CommitResult;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.Next;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.RenewResult;
import io.hakiri.catalog.RequestId;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunId;
import io.hakiri.catalog.Writer;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs, and the protocol of a worker: begin, renew, commit. */
@Path("/v1/projects/{project}/pipelines/{pipeline}/runs")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
final class RunResource {
    private final Catalog catalog;
    private final QuotaGuard quotas;

    RunResource(Catalog catalog, QuotaGuard quotas) {
        this.catalog = catalog;
        this.quotas = quotas;
    }

    @GET
    @Serves(
            to = Role.READER,
            says = "The runs that have begun, newest first.",
            gives = Run.class,
            listed = "runs",
            answers = Listing.class)
    public Response runs(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @QueryParam("page") @Nullable String page,
            @QueryParam("limit") @Nullable String limit) {
        return Replies.of("runs", catalog.runs(PipelineKey.of(project, pipeline), Params.page(page, limit)));
    }

    @GET
    @Path("{run}")
    @Serves(to = Role.READER, says = "One run as it is now.", gives = Run.class, answers = Answers.NotFound.class)
    public Response run(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @PathParam("run") String run) {
        Optional<Run> found = catalog.run(PipelineKey.of(project, pipeline), RunId.parse(run));
        return Replies.found(found);
    }

    @POST
    @Serves(
            to = Role.WORKER,
            says =
                    "Begins a run: the lease, its fence, and the cursors, schemas and unsettled receipts of that instant.",
            gives = BeginResult.Granted.class,
            status = 201,
            answers = {BeginResult.class, OverQuota.class})
    public Response begin(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @HeaderParam(Params.IDEMPOTENCY_KEY) @Nullable String idempotencyKey,
            Bodies.BeginRun body) {
        PipelineKey key = PipelineKey.of(project, pipeline);
        RequestId request = Params.request(idempotencyKey);
        RunId run = body.run();
        Begin begin = new Begin(
                key,
                run == null ? RunOfRequest.of(key, request) : run,
                request,
                body.worker(),
                Bodies.seconds(body.leaseSeconds()),
                body.trigger(key),
                body.streams());
        return switch (quotas.begin(key)) {
            case QuotaGuard.Place.None(OverQuota over) -> Problem.of(over);
            case QuotaGuard.Place.Kept place -> begun(place, begin);
        };
    }

    private Response begun(QuotaGuard.Place.Kept kept, Begin begin) {
        try (QuotaGuard.Place.Kept place = kept) {
            BeginResult answer = catalog.begin(begin);
            if (answer instanceof BeginResult.Granted) {
                place.take();
            }
            return Replies.of(AnswerForms.BEGIN, answer);
        }
    }

    @POST
    @Path("{run}/renew")
    @Serves(
            to = Role.WORKER,
            says = "Extends the lease; also one that has run out, as long as nobody took over.",
            gives = RenewResult.Renewed.class,
            answers = RenewResult.class)
    public Response renew(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @PathParam("run") String run,
            Bodies.Renewal body) {
        return Replies.of(
                AnswerForms.RENEW,
                catalog.renew(writer(project, pipeline, run, body.fence()), Bodies.seconds(body.leaseSeconds())));
    }

    @POST
    @Path("{run}/commit")
    @Serves(
            to = Role.WORKER,
            says =
                    "Moves the run forward, all of it or nothing, and goes on or ends. Safe to send again: steps are numbered.",
            gives = CommitResult.Committed.class,
            answers = CommitResult.class)
    public Response commit(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @PathParam("run") String run,
            Bodies.CommitRun body) {
        Commit commit =
                new Commit(writer(project, pipeline, run, body.fence()), body.step(), body.progress(), body.next());
        CommitResult answer = catalog.commit(commit);
        if (answer instanceof CommitResult.Committed && commit.next() instanceof Next.Finish) {
            quotas.ended(commit.writer().pipeline().project());
        }
        return Replies.of(AnswerForms.COMMIT, answer);
    }

    @POST
    @Path("{run}/cancel")
    @Serves(
            to = Role.OPERATOR,
            says = "Ends a queued or running run as cancelled; its worker can change nothing any more.",
            status = 204,
            answers = CancelResult.class)
    public Response cancel(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @PathParam("run") String run,
            @Context SecurityContext caller,
            Bodies.Reason body) {
        return Replies.of(
                AnswerForms.CANCEL,
                catalog.cancel(
                        PipelineKey.of(project, pipeline), RunId.parse(run), Params.actor(caller, body.reason())));
    }

    private static Writer writer(String project, String pipeline, String run, Fence fence) {
        return new Writer(PipelineKey.of(project, pipeline), RunId.parse(run), fence);
    }
}
