package io.hakiri.http;

import io.hakiri.api.AnswerForms;
import io.hakiri.api.Bodies;
import io.hakiri.catalog.Answers;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Limits;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.TokenResult;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
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

/** Who may call: tokens, of which only the hash is known. */
@Path("/v1/projects/{project}/tokens")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
final class TokenResource {
    private final Catalog catalog;

    TokenResource(Catalog catalog) {
        this.catalog = catalog;
    }

    @GET
    @Serves(
            to = Role.ADMIN,
            says = "The tokens of the project by name, without their secrets.",
            gives = ApiToken.class,
            listed = "tokens")
    public Response tokens(
            @PathParam("project") String project,
            @QueryParam("page") @Nullable String page,
            @QueryParam("limit") @Nullable String limit) {
        return Replies.page("tokens", catalog.tokens(new ProjectId(project), Params.page(page, limit)));
    }

    @POST
    @Serves(
            to = Role.ADMIN,
            says = "Stores the SHA-256 of a token that the caller made. The same again gets the same answer.",
            status = 204,
            answers = TokenResult.class)
    public Response create(
            @PathParam("project") String project, @Context SecurityContext caller, Bodies.NewToken body) {
        return Replies.of(
                AnswerForms.TOKEN,
                catalog.createToken(
                        new ApiToken(
                                new ProjectId(project), body.id(), body.role(), body.hash(), body.expiresAt(), null),
                        Params.actor(caller, body.reason())));
    }

    @POST
    @Path("check")
    @Serves(
            to = Role.ADMIN,
            says = "The token with this hash, where it is valid now.",
            gives = ApiToken.class,
            answers = Answers.NotFound.class)
    public Response check(@PathParam("project") String project, Bodies.TokenHash body) {
        Optional<ApiToken> valid = catalog.validToken(new ProjectId(project), body.hash());
        return Replies.found(valid);
    }

    @POST
    @Path("{token}/revoke")
    @Serves(to = Role.ADMIN, says = "Ends a token at once.", status = 204, answers = TokenResult.class)
    public Response revoke(
            @PathParam("project") String project,
            @PathParam("token") String token,
            @Context SecurityContext caller,
            Bodies.Reason body) {
        return Replies.of(
                AnswerForms.TOKEN,
                catalog.revokeToken(
                        new ProjectId(project), Limits.name("token id", token), Params.actor(caller, body.reason())));
    }
}
