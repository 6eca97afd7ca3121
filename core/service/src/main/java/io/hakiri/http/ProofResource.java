package io.hakiri.http;

import io.hakiri.catalog.Answers;
import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Role;
import io.hakiri.catalog.RunId;
import io.hakiri.proof.Proof;
import io.hakiri.proof.ProofResult;
import io.hakiri.proof.Prover;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Optional;

/** What a run did, and that what is kept of it fits together. */
@Path("/v1/projects/{project}/pipelines/{pipeline}/runs/{run}/proof")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
final class ProofResource {
    /** Fences that are looked at before that of the run: a request is answered within seconds. */
    private static final long FENCES_BEFORE = 5_000;

    private static final long MOST_FENCES = 20_000;

    private final Catalog catalog;
    private final InstantSource clock;

    ProofResource(Catalog catalog, InstantSource clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    @GET
    @Serves(
            to = Role.READER,
            says = "What a run that ended did, with the digests of all that its pipeline keeps around it.",
            gives = Proof.class,
            answers = Answers.NotFound.class)
    public Response proof(
            @PathParam("project") String project,
            @PathParam("pipeline") String pipeline,
            @PathParam("run") String run) {
        Prover prover = new Prover(catalog, null, clock);
        try {
            return switch (prover.proveAround(
                    PipelineKey.of(project, pipeline), RunId.parse(run), FENCES_BEFORE, MOST_FENCES)) {
                case ProofResult.Proved(Proof proof) -> Replies.record(proof);
                case ProofResult.NotThere() -> Replies.found(Optional.<Proof>empty());
                case ProofResult.GoesOn(var status) ->
                    throw new InvalidInput("run", "one that has ended", "one that is " + status);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e); // only an archive is read so, and there is none
        }
    }
}
