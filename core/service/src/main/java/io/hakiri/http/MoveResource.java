package io.hakiri.http;

import io.hakiri.access.OverQuota;
import io.hakiri.access.QuotaGuard;
import io.hakiri.api.AnswerForms;
import io.hakiri.api.Bodies;
import io.hakiri.catalog.ActivateResult;
import io.hakiri.catalog.Actor;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ChangeResult;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.Listing;
import io.hakiri.catalog.PipelineImage;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.SealResult;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

/** Moving a pipeline to another catalog (C-26). */
@Path("/v1/projects/{project}/pipelines/{pipeline}/move")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
final class MoveResource {
    private final Catalog catalog;
    private final QuotaGuard quotas;

    MoveResource(Catalog catalog, QuotaGuard quotas) {
        this.catalog = catalog;
        this.quotas = quotas;
    }

    @POST
    @Path("seal")
    @Serves(
            to = Role.ADMIN,
            says =
                    "Stops a pipeline for a move: nothing writes it any more. Held while somebody has its lease, unless that is"
                            + " broken.",
            gives = SealResult.SealedUnder.class,
            answers = SealResult.class)
    public Response seal(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @Context SecurityContext caller,
            Bodies.Seal body) {
        return Replies.of(
                AnswerForms.SEAL,
                catalog.seal(
                        PipelineKey.of(project, pipeline),
                        Boolean.TRUE.equals(body.breakLease()),
                        Params.actor(caller, body.reason())));
    }

    @POST
    @Path("unseal")
    @Serves(
            to = Role.ADMIN,
            says = "Takes the seal under this fence back, before the pipeline has moved.",
            status = 204,
            answers = ChangeResult.class)
    public Response unseal(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @Context SecurityContext caller,
            Bodies.Unseal body) {
        return Replies.of(
                AnswerForms.CHANGE,
                catalog.unseal(PipelineKey.of(project, pipeline), body.fence(), Params.actor(caller, body.reason())));
    }

    @GET
    @Path("image")
    @Serves(
            to = Role.ADMIN,
            says = "What another catalog takes: one image, of a sealed pipeline whose receipts are settled; else none.",
            gives = PipelineImage.class,
            listed = "images",
            answers = Listing.class)
    public Response image(@PathParam("project") String project, @PathParam("pipeline") String pipeline) {
        return Replies.of("images", catalog.image(PipelineKey.of(project, pipeline)));
    }

    @PUT
    @Path("image")
    @Serves(
            to = Role.ADMIN,
            says = "Lays down a pipeline of another catalog, sealed; again as often as needed until it is activated.",
            status = 204,
            answers = {ChangeResult.class, OverQuota.class})
    public Response receive(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @Context SecurityContext caller,
            Bodies.Received body) {
        PipelineKey key = PipelineKey.of(project, pipeline);
        if (!body.image().state().key().equals(key)) {
            throw new InvalidInput(
                    "image.state",
                    "the pipeline of the path, " + key,
                    body.image().state().key().toString());
        }
        return switch (quotas.declare(key)) {
            case QuotaGuard.Place.None(OverQuota over) -> Problem.of(over);
            case QuotaGuard.Place.Kept place -> received(place, body, Params.actor(caller, body.reason()));
        };
    }

    private Response received(QuotaGuard.Place.Kept kept, Bodies.Received body, Actor actor) {
        try (QuotaGuard.Place.Kept place = kept) {
            ChangeResult answer = catalog.receive(body.image(), actor);
            if (answer instanceof ChangeResult.Done) {
                place.take();
            }
            return Replies.of(AnswerForms.CHANGE, answer);
        }
    }

    @POST
    @Path("activate")
    @Serves(
            to = Role.ADMIN,
            says = "Opens a received pipeline, once, above every fence that it ever had.",
            gives = ActivateResult.Activated.class,
            answers = ActivateResult.class)
    public Response activate(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @Context SecurityContext caller,
            Bodies.Reason body) {
        return Replies.of(
                AnswerForms.ACTIVATE,
                catalog.activate(PipelineKey.of(project, pipeline), Params.actor(caller, body.reason())));
    }

    @POST
    @Path("moved")
    @Serves(
            to = Role.ADMIN,
            says = "Leaves the new address at a sealed pipeline, for ever.",
            status = 204,
            answers = ChangeResult.class)
    public Response moved(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @Context SecurityContext caller,
            Bodies.NewAddress body) {
        return Replies.of(
                AnswerForms.CHANGE,
                catalog.markMoved(
                        PipelineKey.of(project, pipeline), body.address(), Params.actor(caller, body.reason())));
    }
}
