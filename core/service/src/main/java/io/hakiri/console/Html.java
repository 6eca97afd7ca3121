package io.hakiri.console;

import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Pages as responses. */
final class Html {
    static final String MEDIA_TYPE = "text/html;charset=UTF-8";

    private static final int OK = 200;

    private Html() {}

    static Response page(TemplateInstance page) {
        return page(OK, page);
    }

    static Response page(int status, TemplateInstance page) {
        return Response.status(status).type(MEDIA_TYPE).entity(page.render()).build();
    }

    /**
     * The part of a page that lives, where it is not as it was seen: nothing is sent otherwise, and nothing moves on the screen.
     *
     * @param seen the mark of what the browser has; {@code null} where it has nothing
     */
    static Response part(String mark, @Nullable String seen, TemplateInstance part) {
        return mark.equals(seen) ? Response.noContent().build() : page(part);
    }

    /** The page to look at after something was done: to load it again does nothing again. */
    static Response seeOther(String path) {
        return Response.seeOther(URI.create(path)).build();
    }
}
