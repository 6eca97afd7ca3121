package io.hakiri.http;

import io.hakiri.access.Bearer;
import io.hakiri.access.BrowserSession;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The outermost filter: whoever is not known to the platform and shows nothing that looks like a token learns nothing, not even
 * which routes there are. Runs where nothing may block; whether the token is valid is asked by {@link Gate}, while the body arrives. It
 * also puts the headers on every response that keep browsers from guessing, framing and storing.
 */
@Provider
@PreMatching
final class Door implements ContainerRequestFilter, ContainerResponseFilter {
    /** Set on a request that shows the token for figures. */
    static final String COLLECTS = "hakiri.collects";
    /** Set on a request whose sender the platform knows: who it is. */
    static final String KNOWN = "hakiri.known";

    private static final String SCHEME = "bearer ";

    /** The filters are made before the parts of the service: a runtime may make those with the first request. */
    private final Instance<Callers> callers;

    private final Instance<ScrapeToken> scrapeToken;
    private final Instance<PlatformCallers> platform;
    /** Says how long a body may take to arrive. */
    private final Instance<VertxHttpConfig> server;

    @Context
    @SuppressWarnings("NullAway.Init") // the server sets it
    RoutingContext context;

    Door(
            Instance<Callers> callers,
            Instance<ScrapeToken> scrapeToken,
            Instance<PlatformCallers> platform,
            Instance<VertxHttpConfig> server) {
        this.callers = callers;
        this.scrapeToken = scrapeToken;
        this.platform = platform;
        this.server = server;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        if (path.equals(MetricsResource.PATH)
                && scrapeToken.get().isIn(request.getHeaderString(HttpHeaders.AUTHORIZATION))) {
            request.setProperty(COLLECTS, true);
            return;
        }
        if (!isKnown(request) && !showsToken(request) && !isOpen(path)) {
            request.abortWith(Problem.of(ProblemType.UNAUTHENTICATED));
        } else if (hasSmallBody(request) && !BrowserSession.isPage(path)) {
            request.setEntityStream(ArrivingBody.of(context, server.get().readTimeout()));
        }
    }

    private static boolean isOpen(String path) {
        return HealthResource.PATHS.contains(path) || BrowserSession.isEntrance(path);
    }

    private boolean isKnown(ContainerRequestContext request) {
        if (platform.isUnsatisfied()) {
            return false;
        }
        Optional<Bearer> known = platform.get().of(context.request());
        known.ifPresent(bearer -> request.setProperty(KNOWN, bearer));
        return known.isPresent();
    }

    private boolean showsToken(ContainerRequestContext request) {
        Credential token = credential(request);
        return token != null && callers.get().takes(token);
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

    /** What it shows: pages of the console in a cookie, all else in a header. */
    static @Nullable Credential credential(ContainerRequestContext request) {
        if (BrowserSession.isPage(request.getUriInfo().getPath())) {
            return BrowserSession.credential(request.getCookies());
        }
        String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        return header == null || !header.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                ? null
                : Credential.parse(header.substring(SCHEME.length()).strip()).orElse(null);
    }
}
