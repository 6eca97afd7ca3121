package io.hakiri.console;

import io.hakiri.access.BrowserSession;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets nothing be changed from a page of another site (ADR 0032). Browsers say where a request comes from, and a page cannot forge
 * that: {@code Sec-Fetch-Site} where the connection is to be trusted, {@code Origin} always with a form. Who says neither is refused.
 * The cookie of a session does not come with requests of other sites either ({@link BrowserSession}): this is the second lock.
 */
@Provider
@PreMatching
final class SameOrigin implements ContainerRequestFilter {
    private static final Set<String> LOOKING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final int FORBIDDEN = 403;

    @Override
    public void filter(ContainerRequestContext request) {
        if (BrowserSession.isPage(request.getUriInfo().getPath())
                && !LOOKING.contains(request.getMethod())
                && !isOurs(request)) {
            request.abortWith(Response.fromResponse(Html.page(
                            FORBIDDEN,
                            Pages.problem(ProblemPage.of(
                                    "Not from this page",
                                    "This was sent by another site, or by something that does not say where it"
                                            + " comes from. Nothing was done."))))
                    .build());
        }
    }

    private static boolean isOurs(ContainerRequestContext request) {
        String site = request.getHeaderString("Sec-Fetch-Site");
        return site == null
                ? isHost(request.getHeaderString("Origin"), request.getHeaderString(HttpHeaders.HOST))
                : site.equals("same-origin");
    }

    private static boolean isHost(@Nullable String origin, @Nullable String host) {
        if (origin == null || host == null) {
            return false;
        }
        try {
            return host.equals(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
