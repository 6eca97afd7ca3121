package io.hakiri.http;

import io.hakiri.access.Bearer;
import io.hakiri.api.Caller;
import io.hakiri.api.ProgramVersion;
import io.hakiri.catalog.Role;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.InstantSource;

/** Who calls. */
@Path("/v1/caller")
@RunOnVirtualThread
final class CallerResource {
    private static final String VERSION = ProgramVersion.current();

    private final InstantSource clock;

    CallerResource(InstantSource clock) {
        this.clock = clock;
    }

    @GET
    @Serves(
            to = Role.READER,
            says = "Whose token it is, what it allows and where, and which program answers, at which time.",
            gives = Caller.class)
    public Response caller(@Context SecurityContext caller) {
        Bearer bearer = Gate.bearer(caller);
        return Replies.record(
                new Caller(bearer.name(), bearer.grants().all(), bearer.expiresAt(), VERSION, clock.instant()));
    }
}
