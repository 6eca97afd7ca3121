package io.hakiri.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hakiri.access.BrowserSession;
import io.hakiri.api.ProblemType;
import io.hakiri.api.Reply;
import io.quarkus.qute.TemplateInstance;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * What is refused under the console's paths, as a page instead of a problem document; who has not signed in is sent to do so. And the
 * policy of the pages: nothing but what this service itself sends.
 */
@Provider
@Priority(ConsoleAnswers.AFTER_ALL)
final class ConsoleAnswers implements ContainerResponseFilter {
    /** Filters of responses run from the highest number down. */
    static final int AFTER_ALL = 10;

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final int SEE_OTHER = 303;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        String path = path(request);
        if (!BrowserSession.isPage(path)) {
            return;
        }
        MultivaluedMap<String, Object> headers = response.getHeaders();
        headers.putSingle("Content-Security-Policy", POLICY);
        headers.putSingle("Cross-Origin-Opener-Policy", "same-origin");
        if (path.startsWith(BrowserSession.ASSETS)) {
            headers.putSingle(HttpHeaders.CACHE_CONTROL, "public, max-age=3600");
        }
        if (isProblem(response)) {
            turn(request, response);
        }
    }

    /** Of what was asked for; nothing where that cannot be decoded, for which it was refused. */
    private static String path(ContainerRequestContext request) {
        try {
            return request.getUriInfo().getPath();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static boolean isProblem(ContainerResponseContext response) {
        MediaType type = response.getMediaType();
        return response.getEntity() instanceof byte[]
                && type != null
                && type.toString().startsWith(Reply.PROBLEM_MEDIA_TYPE);
    }

    private static void turn(ContainerRequestContext request, ContainerResponseContext response) {
        JsonNode problem = problem(response);
        String title = problem.path("title").asText();
        TemplateInstance page =
                Pages.problem(ProblemPage.of(title, problem.path("detail").asText(title)));
        response.setEntity(page.render(), null, MediaType.valueOf(Html.MEDIA_TYPE));
        response.getHeaders().remove(HttpHeaders.WWW_AUTHENTICATE);
        if (response.getStatus() == ProblemType.UNAUTHENTICATED.status()) {
            if (request.getHeaderString("HX-Request") == null) {
                response.setStatus(SEE_OTHER);
                response.getHeaders().putSingle(HttpHeaders.LOCATION, URI.create(BrowserSession.SIGN_IN));
            } else {
                response.getHeaders()
                        .putSingle("HX-Redirect", BrowserSession.SIGN_IN); // the page goes, not the part of it
            }
        }
    }

    private static JsonNode problem(ContainerResponseContext response) {
        try {
            return JSON.readTree(new String((byte[]) response.getEntity(), StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem that is no JSON", e);
        }
    }
}
