package io.hakiri.executors;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hakiri.catalog.Claim;
import io.hakiri.deployment.DirectEvent;
import io.hakiri.reconcile.Dispatch;

/**
 * A request to Hakiri's function by direct invocation: an event in the format of HTTP APIs (version 2.0), marked in its
 * {@code requestContext}, which Lambda itself writes for whoever comes by a URL. Who may invoke the function directly may send one;
 * it holds no secret.
 */
public final class FunctionEvent {
    /** The header that says how many functions called the next one before this. */
    public static final String HOPS = "hakiri-hops";

    private FunctionEvent() {}

    /**
     * That a pipeline is to be run there.
     *
     * @param hops of the invocation that it makes: 0 for one that no function made
     */
    static String work(Claim claim, int hops) {
        // names of projects and pipelines stand in a path as they are
        String path = "/v1/projects/" + claim.pipeline().project() + "/pipelines/"
                + claim.pipeline().pipeline() + "/work";
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("version", "2.0")
                .put("rawPath", path)
                .put("rawQueryString", "")
                .put("body", Dispatch.toJson(claim))
                .put("isBase64Encoded", false);
        event.putObject("headers").put("content-type", "application/json").put(HOPS, Integer.toString(hops));
        event.putObject("requestContext")
                .put("apiId", DirectEvent.API_ID)
                .putObject("http")
                .put("method", "POST")
                .put("path", path);
        return event.toString();
    }
}
