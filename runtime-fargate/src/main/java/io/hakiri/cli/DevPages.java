package io.hakiri.cli;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The API's description to look at and try in a browser, for who develops against it: Swagger UI, from this program alone.
 * {@code serve --dev} has it, on this machine only; otherwise there are no such routes, and the API's own answer to unknown ones.
 *
 * <p>They need no token, for a browser shows none with a page; what is tried on the page needs one as ever. Scripts and styles come
 * from here only: the API's answers keep the policy that allows none at all.
 */
@Singleton
final class DevPages {
    static final String PATH = "/dev/";

    private static final AtomicBoolean WANTED = new AtomicBoolean();
    /** Before those of the API. */
    private static final int FIRST = -1;

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** One file. */
    private record Page(String path, String resource, String media) {}

    private static final List<Page> PAGES = List.of(
            new Page("", "dev/index.html", "text/html; charset=utf-8"),
            new Page("start.js", "dev/start.js", "text/javascript; charset=utf-8"),
            new Page("swagger-ui-bundle.js", "swagger-ui/swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
            new Page("swagger-ui.css", "swagger-ui/swagger-ui.css", "text/css; charset=utf-8"),
            new Page("openapi.yaml", "openapi.yaml", "application/yaml"));

    /** For the service that starts next in this process. */
    static void wanted(boolean wanted) {
        WANTED.set(wanted);
    }

    void routes(@Observes Router router) {
        if (WANTED.get()) {
            for (Page page : PAGES) {
                router.get(PATH + page.path()).order(FIRST).blockingHandler(context -> answer(context, page));
            }
        }
    }

    private static void answer(RoutingContext context, Page page) {
        HttpServerResponse response = context.response();
        response.putHeader("Content-Type", page.media());
        response.putHeader("Content-Security-Policy", POLICY);
        response.putHeader("Cache-Control", "no-store");
        response.putHeader("X-Content-Type-Options", "nosniff");
        response.putHeader("X-Frame-Options", "DENY");
        response.putHeader("Referrer-Policy", "no-referrer");
        response.end(Buffer.buffer(content(page)));
    }

    private static byte[] content(Page page) {
        try (InputStream content =
                Objects.requireNonNull(DevPages.class.getResourceAsStream("/META-INF/hakiri/" + page.resource()))) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
