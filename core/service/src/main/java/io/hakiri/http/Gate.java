package io.hakiri.http;

import io.hakiri.api.BearerToken;
import io.hakiri.api.Forms;
import io.hakiri.api.ProblemType;
import io.hakiri.catalog.ApiToken;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.CatalogException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.security.Principal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who may call what. Nothing without a token but what is {@link Open}; nothing that does not say for whom it {@link Serves};
 * nothing of another project. A token is looked up with every request: one that was revoked ends at once.
 */
@Provider
@Priority(Priorities.AUTHENTICATION)
final class Gate implements ContainerRequestFilter {
    private final Catalog catalog;

    @Context
    @SuppressWarnings("NullAway.Init") // the server sets it
    ResourceInfo resource;

    Gate(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Method method = resource.getResourceMethod();
        if (method.getDeclaringClass().isAnnotationPresent(Open.class)) {
            return;
        }
        BearerToken bearer = Door.bearer(request);
        try {
            ApiToken token = bearer == null
                    ? null
                    : catalog.validToken(bearer.project(), bearer.hash()).orElse(null);
            if (token == null) {
                request.abortWith(Problem.of(ProblemType.UNAUTHENTICATED));
                return;
            }
            String denied = denied(method.getAnnotation(Serves.class), token, request);
            if (denied != null) {
                request.abortWith(Problem.of(ProblemType.FORBIDDEN, denied));
                return;
            }
            request.setSecurityContext(new Caller(token));
        } catch (CatalogException e) {
            request.abortWith(Faults.response(e));
        }
    }

    private static @Nullable String denied(@Nullable Serves serves, ApiToken token, ContainerRequestContext request) {
        if (serves == null) {
            return "nobody may do this";
        }
        String project = request.getUriInfo().getPathParameters().getFirst("project");
        if (project != null && !project.equals(token.project().value())) {
            return "the token is one of another project";
        }
        return token.role().compareTo(serves.to()) < 0
                ? "this needs the role " + word(serves) + ", and the token has " + Forms.word(token.role())
                : null;
    }

    private static String word(Serves serves) {
        return serves.to().name().toLowerCase(Locale.ROOT);
    }

    /** Who calls: the token's name is what the audit says. */
    record Caller(ApiToken token) implements SecurityContext {
        @Override
        public Principal getUserPrincipal() {
            return () -> token.id();
        }

        @Override
        public boolean isUserInRole(String role) {
            return Forms.word(token.role()).equals(role);
        }

        @Override
        public boolean isSecure() {
            return false;
        }

        @Override
        public String getAuthenticationScheme() {
            return "Bearer";
        }
    }
}
