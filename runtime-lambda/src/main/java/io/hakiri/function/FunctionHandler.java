package io.hakiri.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.hakiri.metrics.EmbeddedMetrics;
import io.quarkus.amazon.lambda.http.LambdaHttpHandler;
import io.quarkus.arc.Unremovable;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

/**
 * An invocation: a request and its response. What a direct one asks for and does not get is a failed invocation, which Lambda counts
 * and alarms are set on: nobody reads its response. It need not be tried again; what was due is due at the next tick.
 */
@Singleton
@Alternative
@Priority(1)
@Unremovable // nobody asks for it by its own name: it is in the place of its parent
public class FunctionHandler extends LambdaHttpHandler {
    private static final int FAULT = 500;

    /** Made with the first request. */
    private final Instance<Application> application;

    private final EmbeddedMetrics counts;

    FunctionHandler(Instance<Application> application, EmbeddedMetrics counts) {
        this.application = application;
        this.counts = counts;
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
        expectRequest(event);
        Application parts = application.get();
        APIGatewayV2HTTPResponse response = Exchange.of(event, context);
        parts.flush();
        if (Invocation.isDirect(event) && response.getStatusCode() >= FAULT) {
            counts.invocationFailed();
            throw new FailedInvocation(response.getStatusCode() + " " + response.getBody());
        }
        return response;
    }

    private static void expectRequest(APIGatewayV2HTTPEvent event) {
        APIGatewayV2HTTPEvent.RequestContext said = event.getRequestContext();
        if (event.getRawPath() == null
                || said == null
                || said.getHttp() == null
                || said.getHttp().getMethod() == null) {
            throw new IllegalArgumentException(
                    "expected an event in the format of HTTP APIs, version 2.0, with rawPath and requestContext.http.method,"
                            + " as a function URL sends it and a scheduler can; given something else");
        }
    }
}
