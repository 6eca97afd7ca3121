package io.hakiri.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hakiri.api.Forms;
import io.hakiri.deployment.Endpoints;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Set;

/** Whether the process lives, and whether its catalog answers: the one says nothing about the other. */
@Open
@Path(HealthResource.PATH)
@RunOnVirtualThread
final class HealthResource {
    static final String PATH = "/health";
    static final Set<String> PATHS = Set.of(Endpoints.LIVE, Endpoints.STARTED, Endpoints.READY);

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final Readiness readiness;

    HealthResource(Readiness readiness) {
        this.readiness = readiness;
    }

    /** The process serves. */
    @GET
    @Path("live")
    public Response live() {
        return Replies.json(OK, JsonNodeFactory.instance.objectNode().put("status", "up"));
    }

    /** The process has started: it serves from its first request on. */
    @GET
    @Path("started")
    public Response started() {
        return live();
    }

    /** The process serves, and its catalog answers. */
    @GET
    @Path("ready")
    public Response ready() {
        Readiness.State state = readiness.state();
        return Replies.json(
                state == Readiness.State.AVAILABLE ? OK : UNAVAILABLE,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("status", state == Readiness.State.AVAILABLE ? "up" : "down")
                        .put("catalog", Forms.word(state)));
    }
}
