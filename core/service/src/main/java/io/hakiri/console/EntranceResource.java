package io.hakiri.console;

import io.hakiri.access.BrowserSession;
import io.hakiri.access.Callers;
import io.hakiri.access.EntryTickets;
import io.hakiri.access.IssuerSignIn;
import io.hakiri.access.IssuerUnknown;
import io.hakiri.access.Recognized;
import io.hakiri.access.SignInAnswer;
import io.hakiri.access.SignInAttempt;
import io.hakiri.access.SignedIn;
import io.hakiri.api.Credential;
import io.hakiri.http.Open;
import io.hakiri.http.RemoteAddress;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a browser needs before it has signed in. Nothing of any project is here. */
@Open
@Path(BrowserSession.ROOT)
@RunOnVirtualThread
final class EntranceResource {
    private static final int FOUND = 302;
    private static final int UNAUTHENTICATED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;

    /** The files, and what they are. */
    private static final Map<String, String> ASSETS = Map.of(
            "console.css", "text/css;charset=UTF-8",
            "console.js", "text/javascript;charset=UTF-8",
            "htmx.min.js", "text/javascript;charset=UTF-8",
            "mark.svg", "image/svg+xml");

    private final Callers callers;
    private final EntryTickets tickets;
    private final IssuerSignIn issuer;

    @Context
    @SuppressWarnings("NullAway.Init") // the server sets it
    HttpServerRequest connection;

    EntranceResource(Callers callers, EntryTickets tickets, IssuerSignIn issuer) {
        this.callers = callers;
        this.tickets = tickets;
        this.issuer = issuer;
    }

    @GET
    @Path("sign-in")
    public Response signIn() {
        return Html.page(Pages.signIn(page("")));
    }

    @POST
    @Path("sign-in")
    public Response signIn(@FormParam("token") @Nullable String token) {
        Optional<Credential> shown = Credential.parse(token == null ? "" : token.strip());
        if (shown.isEmpty() || !callers.takes(shown.get())) {
            return again(UNAUTHENTICATED, "This is no token of this service.");
        }
        if (shown.get().secret().length() > BrowserSession.LONGEST_TOKEN) {
            return again(
                    UNAUTHENTICATED,
                    "The token is longer than the " + BrowserSession.LONGEST_TOKEN
                            + " characters that a browser keeps.");
        }
        return switch (callers.of(shown.get(), RemoteAddress.of(connection))) {
            case Recognized.Known _ -> begun(shown.get());
            case Recognized.Wrong(String why) ->
                again(UNAUTHENTICATED, why.isEmpty() ? "The service does not know this token (any more)." : why);
            case Recognized.Undecided(String why) -> again(UNAVAILABLE, why);
            case Recognized.TooMany _ -> again(TOO_MANY, "There were too many tries. Wait a minute.");
        };
    }

    @GET
    @Path("sign-in/issuer")
    public Response toIssuer() {
        if (issuer.start().isEmpty()) {
            return again(NOT_FOUND, "This service sends nobody to an issuer.");
        }
        SignInAttempt attempt = SignInAttempt.begun(new SecureRandom());
        try {
            return Response.status(FOUND)
                    .location(issuer.to(attempt))
                    .cookie(attempt.cookie(issuer.isEncrypted()))
                    .build();
        } catch (IssuerUnknown e) {
            return again(UNAVAILABLE, e.says());
        }
    }

    /**
     * Back from the issuer. The cookie of the session does not go with what another site began, and that is this request and each that
     * it is redirected to: so it is answered with a page, which goes on by itself.
     */
    @GET
    @Path("sign-in/callback")
    public Response fromIssuer(
            @QueryParam("code") @Nullable String code,
            @QueryParam("state") @Nullable String state,
            @QueryParam("error") @Nullable String error,
            @QueryParam("iss") @Nullable String iss,
            @CookieParam(SignInAttempt.COOKIE) @Nullable String kept) {
        SignedIn end = issuer.end(new SignInAnswer(code, state, error, iss), kept, RemoteAddress.of(connection));
        Response answer = switch (end) {
            case SignedIn.With(Credential token) ->
                Response.fromResponse(Html.page(Pages.signedIn(SignedInPage.of())))
                        .header("Refresh", "0; url=" + BrowserSession.ROOT)
                        .cookie(BrowserSession.begun(token, issuer.isEncrypted()))
                        .build();
            case SignedIn.Refused(String why) -> again(UNAUTHENTICATED, why);
            case SignedIn.NotAllowed(String why) -> again(FORBIDDEN, why);
            case SignedIn.Undecided(String why) -> again(UNAVAILABLE, why);
            case SignedIn.TooMany _ -> again(TOO_MANY, "There were too many tries. Wait a minute.");
        };
        return Response.fromResponse(answer)
                .cookie(SignInAttempt.over(issuer.isEncrypted()))
                .build();
    }

    @GET
    @Path("enter")
    public Response enter(@QueryParam("ticket") @Nullable String ticket) {
        return tickets.take(ticket == null ? "" : ticket)
                .map(this::begun)
                .orElseGet(() -> again(
                        UNAUTHENTICATED, "This link was used, or is of a service that ended. Show the token instead."));
    }

    @POST
    @Path("sign-out")
    public Response signOut() {
        return Response.seeOther(URI.create(BrowserSession.SIGN_IN))
                .cookie(BrowserSession.ended(isEncrypted()))
                .build();
    }

    @GET
    @Path("assets/{name}")
    public Response asset(@PathParam("name") String name) throws IOException {
        String type = ASSETS.get(name);
        if (type == null) {
            return Response.status(NOT_FOUND).build();
        }
        try (InputStream content = Objects.requireNonNull(
                EntranceResource.class.getResourceAsStream("/META-INF/hakiri/console/" + name), name)) {
            return Response.ok(content.readAllBytes(), type).build();
        }
    }

    private Response begun(Credential token) {
        return Response.seeOther(URI.create(BrowserSession.ROOT))
                .cookie(BrowserSession.begun(token, isEncrypted()))
                .build();
    }

    private Response again(int status, String problem) {
        return Html.page(status, Pages.signIn(page(problem)));
    }

    private SignInPage page(String problem) {
        return issuer.start()
                .map(start -> SignInPage.of(problem, issuer.name(), start.toString()))
                .orElseGet(() -> SignInPage.of(problem, "", ""));
    }

    /** A balancer before the service says so; whoever else says so only keeps his own cookie from being sent. */
    private boolean isEncrypted() {
        return connection.isSSL() || "https".equalsIgnoreCase(connection.getHeader("X-Forwarded-Proto"));
    }
}
