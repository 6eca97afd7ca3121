package io.hakiri.http;

import io.hakiri.access.Bearer;
import io.hakiri.access.Callers;
import io.hakiri.access.Exceeded;
import io.hakiri.access.QuotaGuard;
import io.hakiri.access.Recognized;
import io.hakiri.api.Credential;
import io.hakiri.api.Forms;
import io.hakiri.api.Grant;
import io.hakiri.api.Grants;
import io.hakiri.api.ProblemType;
import io.hakiri.catalog.CatalogException;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import io.hakiri.trace.CallersTrace;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may call what. Nothing without a token but what is {@link Open}; nothing that does not say for whom it {@link Serves};
 * nothing of a project that the caller has no role in. Who the caller is, {@link Callers} says.
 */
@Provider
@Priority(Priorities.AUTHENTICATION)
final class Gate implements ContainerRequestFilter {
    /** Whoever shows the service's own token for figures. */
    private static final Bearer COLLECTOR =
            new Bearer("figures", "figures", new Grants(List.of(new Grant(null, Role.READER))), null);

    /** The filters are made before the parts of the service ({@link Door}). */
    private final Instance<Callers> callers;

    private final Instance<QuotaGuard> quotas;

    @Context
    @SuppressWarnings("NullAway.Init") // the server sets it
    ResourceInfo resource;

    @Context
    @SuppressWarnings("NullAway.Init") // the server sets it
    HttpServerRequest connection;

    Gate(Instance<Callers> callers, Instance<QuotaGuard> quotas) {
        this.callers = callers;
        this.quotas = quotas;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        CallersTrace.is(request.getHeaderString("traceparent"));
        Method method = resource.getResourceMethod();
        if (method.getDeclaringClass().isAnnotationPresent(Open.class)) {
            return;
        }
        if (method.getDeclaringClass() == MetricsResource.class && request.getProperty(Door.COLLECTS) != null) {
            request.setSecurityContext(new Caller(COLLECTOR)); // this route alone, also while the catalog is away
            return;
        }
        try {
            switch (recognized(request)) {
                case Recognized.Known(Bearer bearer) -> admit(bearer, method.getAnnotation(Serves.class), request);
                case Recognized.Wrong(String why) ->
                    request.abortWith(
                            why.isEmpty()
                                    ? Problem.of(ProblemType.UNAUTHENTICATED)
                                    : Problem.of(ProblemType.UNAUTHENTICATED, why));
                case Recognized.Undecided(String why) -> request.abortWith(Problem.of(ProblemType.UNAVAILABLE, why));
                case Recognized.TooMany(Exceeded exceeded) -> request.abortWith(Problem.of(exceeded));
            }
        } catch (CatalogException | InvalidInput e) {
            request.abortWith(Faults.response(e));
        }
    }

    private Recognized recognized(ContainerRequestContext request) {
        if (request.getProperty(Door.KNOWN) instanceof Bearer known) {
            return callers.get().known(known);
        }
        Credential token = Door.credential(request);
        return token == null ? new Recognized.Wrong("") : callers.get().of(token, RemoteAddress.of(connection));
    }

    private void admit(Bearer bearer, @Nullable Serves serves, ContainerRequestContext request) {
        String project = request.getUriInfo().getPathParameters().getFirst("project");
        String denied = denied(bearer.grants(), serves, project);
        if (denied != null) {
            request.abortWith(Problem.of(ProblemType.FORBIDDEN, denied));
            return;
        }
        ProjectId of = project == null ? only(bearer.grants()) : new ProjectId(project);
        Exceeded exceeded = of == null ? null : quotas.get().request(of);
        if (exceeded != null) {
            request.abortWith(Problem.of(exceeded));
            return;
        }
        request.setSecurityContext(new Caller(bearer));
    }

    /** Whose request one is that names no project: where the token is for one alone. */
    private static @Nullable ProjectId only(Grants grants) {
        return grants.all().size() == 1 ? grants.all().getFirst().project() : null;
    }

    private static @Nullable String denied(Grants grants, @Nullable Serves serves, @Nullable String project) {
        if (serves == null) {
            return "nobody may do this";
        }
        Optional<Role> role = project == null ? grants.anywhere() : in(grants, project);
        if (role.isEmpty()) {
            return grants.all().isEmpty()
                    ? "the caller may do nothing in any project"
                    : "the caller is one of another project";
        }
        return role.get().compareTo(serves.to()) < 0
                ? "this needs the role " + Forms.word(serves.to()) + ", and the caller has " + Forms.word(role.get())
                : null;
    }

    /** What is no name of a project is nobody's but his who may go everywhere: he is told that it is none. */
    private static Optional<Role> in(Grants grants, String project) {
        try {
            return grants.in(new ProjectId(project));
        } catch (InvalidInput e) {
            return grants.everywhere();
        }
    }

    /** Who was let in. */
    static Bearer bearer(SecurityContext context) {
        return ((Caller) context).bearer();
    }

    /** Who calls: the token's name is what the audit says. */
    private record Caller(Bearer bearer) implements SecurityContext {
        @Override
        public Principal getUserPrincipal() {
            return bearer;
        }

        /** A role is one in a project, which nobody says here. */
        @Override
        public boolean isUserInRole(String role) {
            return false;
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
