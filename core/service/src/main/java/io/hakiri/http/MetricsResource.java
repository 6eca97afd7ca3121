package io.hakiri.http;

import io.hakiri.api.Grants;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.ProjectId;
import io.hakiri.catalog.Role;
import io.hakiri.metrics.Metrics;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Set;

/** Figures, as Prometheus reads them: of the projects that a token is for, or of all for the token that the service was started with. */
@Path(MetricsResource.PATH)
@RunOnVirtualThread
final class MetricsResource {
    static final String PATH = "/metrics";

    private final Metrics metrics;
    private final Catalog catalog;

    MetricsResource(Metrics metrics, Catalog catalog) {
        this.metrics = metrics;
        this.catalog = catalog;
    }

    @GET
    @Serves(to = Role.READER, says = "Figures of this process and of the token's project, in Prometheus' text format.")
    public Response metrics(@Context SecurityContext caller) {
        Grants grants = Gate.bearer(caller).grants();
        Set<ProjectId> only = grants.everywhere(Role.READER) ? null : Set.copyOf(grants.named(Role.READER));
        return Response.ok(metrics.scrape(catalog, only), Metrics.MEDIA_TYPE).build();
    }
}
