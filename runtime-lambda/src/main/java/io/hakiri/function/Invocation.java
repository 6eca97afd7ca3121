package io.hakiri.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.hakiri.deployment.DirectEvent;
import io.hakiri.executors.FunctionEvent;
import io.quarkus.vertx.http.runtime.QuarkusHttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The invocation that a request is: what Lambda says of it, and no caller can. */
record Invocation(Context context, APIGatewayV2HTTPEvent event) {
    private static final int MOST_DIGITS = 4;

    /** The one of a request; empty where it came by another way. */
    static Optional<Invocation> of(HttpServerRequest request) {
        if (!(request.headers() instanceof QuarkusHttpHeaders headers)) {
            return Optional.empty();
        }
        Context context = (Context) headers.getContextObjects().get(Context.class);
        APIGatewayV2HTTPEvent event =
                (APIGatewayV2HTTPEvent) headers.getContextObjects().get(APIGatewayV2HTTPEvent.class);
        return context == null || event == null ? Optional.empty() : Optional.of(new Invocation(context, event));
    }

    /**
     * Whether it was sent by somebody who may invoke the function itself: a scheduler, the function, an operator. For whoever comes by
     * a URL Lambda writes the field that says so.
     */
    boolean isDirect() {
        return isDirect(event);
    }

    static boolean isDirect(APIGatewayV2HTTPEvent event) {
        APIGatewayV2HTTPEvent.RequestContext said = event.getRequestContext();
        return said != null && DirectEvent.API_ID.equals(said.getApiId());
    }

    /** Who signed the request, where Lambda has checked that. */
    APIGatewayV2HTTPEvent.RequestContext.@Nullable IAM signer() {
        APIGatewayV2HTTPEvent.RequestContext said = event.getRequestContext();
        return said == null || said.getAuthorizer() == null
                ? null
                : said.getAuthorizer().getIam();
    }

    /** How many functions called the next one before this; 0 for who is not {@linkplain #isDirect() believed}. */
    int hops() {
        String text =
                isDirect() && event.getHeaders() != null ? event.getHeaders().get(FunctionEvent.HOPS) : null;
        return text != null && text.matches("[0-9]{1," + MOST_DIGITS + "}") ? Integer.parseInt(text) : 0;
    }

    /** How long it may still take: then the function is killed, whatever it does. */
    Duration left() {
        return Duration.ofMillis(Math.max(0, context.getRemainingTimeInMillis()));
    }

    /** How a lease's holder is called while this runs it: by it the log of the invocation is found. */
    String holder() {
        return context.getFunctionName() + "/" + context.getAwsRequestId();
    }
}
