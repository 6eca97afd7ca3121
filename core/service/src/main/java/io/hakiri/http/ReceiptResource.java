package io.hakiri.http;

import io.hakiri.api.AnswerForms;
import io.hakiri.api.Bodies;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Receipt;
import io.hakiri.catalog.Role;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** What was committed and waits to be published, or to be withdrawn (C-25). */
@Path("/v1/projects/{project}/pipelines/{pipeline}/receipts")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
final class ReceiptResource {
    private final Catalog catalog;

    ReceiptResource(Catalog catalog) {
        this.catalog = catalog;
    }

    @GET
    @Serves(
            to = Role.READER,
            says = "The receipts that the destination has not followed yet, oldest first.",
            gives = Receipt.class,
            listed = "receipts",
            answers = Listing.class)
    public Response unsettled(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @QueryParam("page") @Nullable String page,
            @QueryParam("limit") @Nullable String limit) {
        return Replies.of("receipts", catalog.unsettled(PipelineKey.of(project, pipeline), Params.page(page, limit)));
    }

    @POST
    @Path("acknowledge")
    @Serves(
            to = Role.WORKER,
            says = "Says what the destination has followed. Safe to send again; unknown receipts are passed over.",
            status = 204,
            answers = ChangeResult.class)
    public Response acknowledge(
            @PathParam("project") String project, @PathParam("pipeline") String pipeline, Bodies.Settled body) {
        if (body.settled().size() > Limits.RECEIPTS_PER_COMMIT) {
            throw new InvalidInput(
                    "settled",
                    "at most " + Limits.RECEIPTS_PER_COMMIT,
                    Integer.toString(body.settled().size()));
        }
        return Replies.of(AnswerForms.CHANGE, catalog.acknowledge(PipelineKey.of(project, pipeline), body.settled()));
    }
}
