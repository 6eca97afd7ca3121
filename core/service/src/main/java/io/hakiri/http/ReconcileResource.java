package io.hakiri.http;

import io.hakiri.api.Forms;
import io.hakiri.api.Grants;
import io.hakiri.catalog.Role;
import io.hakiri.deployment.Endpoints;
import io.hakiri.reconcile.Reconciler;
import io.hakiri.reconcile.Tick;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

/** What is due, now: for a timer outside, or a person who does not want to wait for the loop. */
@Path(Endpoints.RECONCILE)
@RunOnVirtualThread
final class ReconcileResource {
    private static final int OK = 200;

    private final Reconciler reconciler;

    ReconcileResource(Reconciler reconciler) {
        this.reconciler = reconciler;
    }

    @POST
    @Serves(
            to = Role.OPERATOR,
            says = "Looks once at what is due in the projects that the token is for, and hands it to the executor.",
            gives = Tick.class)
    public Response reconcile(@Context SecurityContext caller) {
        Grants grants = Gate.bearer(caller).grants();
        Tick tick = grants.everywhere(Role.OPERATOR) ? reconciler.tick() : reconciler.tick(grants.named(Role.OPERATOR));
        return Replies.json(OK, Forms.written(tick));
    }
}
