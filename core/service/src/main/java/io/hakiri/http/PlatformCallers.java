package io.hakiri.http;

import io.hakiri.access.Bearer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/**
 * Says who calls where the platform that a service runs on has made sure of it already: then no token is needed. A runtime on such a
 * platform has a bean of it.
 */
@FunctionalInterface
public interface PlatformCallers {
    /** Who sends this request; empty where the platform says nothing of him. Called where nothing may block. */
    Optional<Bearer> of(HttpServerRequest request);
}
