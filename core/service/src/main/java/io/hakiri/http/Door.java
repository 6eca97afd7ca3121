package io.hakiri.http;

import io.hakiri.access.Callers;
import io.hakiri.api.Credential;
import io.hakiri.api.ProblemType;
import io.hakiri.metrics.ScrapeToken;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The outermost filter: who shows nothing that looks like a token learns nothing, not even which routes there are. Runs where
 * nothing may block; whether the token is valid is asked by {@link Gate}, while the body arrives. It also puts the headers on
 * every response that keep browsers from guessing, framing and storing.
 */
@Provider
@PreMatching
final class Door implements ContainerRequestFilter, ContainerResponseFilter {
    /** Set on a request that shows the token for figures. */
    static final String COLLECTS = "hakiri.collects";

    private static final String SCHEME = "bearer ";

    private final Callers callers;
    private final ScrapeToken scrapeToken;
    /** Says how long a body may take to arrive; not known yet when the filters are made. */
    private final Instance<VertxHttpConfig> server;

    @Context
    @SuppressWarnings("NullAway.Init") // the server sets it
    RoutingContext context;

    Door(Callers callers, ScrapeToken scrapeToken, Instance<VertxHttpConfig> server) {
        this.callers = callers;
        this.scrapeToken = scrapeToken;
        this.server = server;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        if (path.equals(MetricsResource.PATH) && scrapeToken.isIn(request.getHeaderString(HttpHeaders.AUTHORIZATION))) {
            request.setProperty(COLLECTS, true);
            return;
        }
        Credential token = credential(request);
        if ((token == null || !callers.takes(token)) && !HealthResource.PATHS.contains(path)) {
            request.abortWith(Problem.of(ProblemType.UNAUTHENTICATED));
        } else if (hasSmallBody(request)) {
            request.setEntityStream(ArrivingBody.of(context, server.get().readTimeout()));
        }
    }

    /** One that may be kept before anybody knows who sends it; a larger one waits until it is read. */
    private static boolean hasSmallBody(ContainerRequestContext request) {
        int length = request.getLength();
        return length > 0 && length <= ArrivingBody.LARGEST && request.getHeaderString("Expect") == null;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        MultivaluedMap<String, Object> headers = response.getHeaders();
        headers.putSingle("Cache-Control", "no-store");
        headers.putSingle("X-Content-Type-Options", "nosniff");
        headers.putSingle("X-Frame-Options", "DENY");
        headers.putSingle("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.putSingle("Referrer-Policy", "no-referrer");
    }

    static @Nullable Credential credential(ContainerRequestContext request) {
        String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        return header == null || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                ? null
                : Credential.parse(header.substring(SCHEME.length()).strip()).orElse(null);
    }
}
