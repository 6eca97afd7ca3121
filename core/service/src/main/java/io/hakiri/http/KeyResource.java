package io.hakiri.http;

import io.hakiri.api.AnswerForms;
import io.hakiri.api.Bodies;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.KeyComplete;
import io.hakiri.catalog.KeyCompleteResult;
import io.hakiri.catalog.KeyId;
import io.hakiri.catalog.KeyStart;
import io.hakiri.catalog.KeyStartResult;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** What was done already (C-16). */
@Path("/v1/projects/{project}/keys/{scope}/{key}")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
final class KeyResource {
    private final Catalog catalog;

    KeyResource(Catalog catalog) {
        this.catalog = catalog;
    }

    @PUT
    @Serves(
            to = Role.WORKER,
            says =
                    "Asks to do what a key names: of many who ask one gets a token (201); where it was done, all get its result (200).",
            gives = KeyStartResult.Started.class,
            status = 201,
            answers = KeyStartResult.class)
    public Response start(
            @PathParam("project") String project,
            @PathParam("scope") String scope,
            @PathParam("key") String key,
            @HeaderParam(Params.IDEMPOTENCY_KEY) @Nullable String idempotencyKey,
            Bodies.KeyBegin body) {
        return Replies.of(
                AnswerForms.KEY_START,
                catalog.start(new KeyStart(
                        new KeyId(new ProjectId(project), scope, key),
                        Params.request(idempotencyKey),
                        Bodies.seconds(body.inProgressSeconds()),
                        Bodies.seconds(body.keepSeconds()))));
    }

    @PUT
    @Path("complete")
    @Serves(
            to = Role.WORKER,
            says = "Says that it was done, and with which result. Safe to send again.",
            status = 204,
            answers = KeyCompleteResult.class)
    public Response complete(
            @PathParam("project") String project,
            @PathParam("scope") String scope,
            @PathParam("key") String key,
            Bodies.KeyEnd body) {
        return Replies.of(
                AnswerForms.KEY_COMPLETE,
                catalog.complete(
                        new KeyComplete(new KeyId(new ProjectId(project), scope, key), body.token(), body.result())));
    }
}
