package io.hakiri.function;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/** Knows the invocation that is being served. */
@Singleton
final class Invocations {
    private final CurrentVertxRequest request;

    /** @param request of the thread that asks */
    Invocations(CurrentVertxRequest request) {
        this.request = request;
    }

    /** The one that this thread serves. */
    Invocation current() {
        RoutingContext current = request.getCurrent();
        if (current == null) {
            throw new IllegalStateException("no request is being served by this thread");
        }
        return Invocation.of(current.request())
                .orElseThrow(() -> new IllegalStateException("this request is no invocation"));
    }
}
