package io.hakiri.proof;

import io.hakiri.catalog.Catalog;
import io.hakiri.catalog.Fence;
import io.hakiri.catalog.InvalidInput;
import io.hakiri.catalog.PipelineKey;
import io.hakiri.catalog.Run;
import io.hakiri.catalog.RunId;
import io.hakiri.transfer.HasRows;
import io.hakiri.transfer.Transfer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes proofs of runs, and checks earlier ones, from a catalog and where there is one its archive. Changes nothing. */
public final class Prover {
    /** How many fences a proof looks at, from the first one on. */
    public static final long MOST_FENCES = 1_000_000;

    private final Catalog catalog;
    private final @Nullable Path archive;
    private final InstantSource clock;

    /** @param archive the folder that retention wrote to; {@code null} for none */
    public Prover(Catalog catalog, @Nullable Path archive, InstantSource clock) {
        this.catalog = catalog;
        this.archive = archive;
        this.clock = clock;
    }

    /**
     * What is kept of a run, with the digests of all that its pipeline keeps.
     *
     * @throws InvalidInput where the catalog does not give out what it holds
     * @throws IOException where the archive cannot be read
     */
    public ProofResult prove(PipelineKey pipeline, RunId run) throws IOException {
        return prove(pipeline, run, Fence.NONE, MOST_FENCES);
    }

    /**
     * As {@link #prove(PipelineKey, RunId)}, of the fences around the run alone.
     *
     * @param before from so many fences before that of the run
     * @param most so many of them at most
     */
    public ProofResult proveAround(PipelineKey pipeline, RunId run, long before, long most) throws IOException {
        Fence fence = catalog.run(pipeline, run).map(Run::fence).orElse(Fence.NONE);
        return prove(pipeline, run, new Fence(Math.max(0, fence.value() - before)), most);
    }

    private ProofResult prove(PipelineKey pipeline, RunId run, Fence from, long most) throws IOException {
        Transfer rows = rows(pipeline);
        Optional<Run> now = catalog.run(pipeline, run);
        if (now.isPresent() && !now.get().status().ended()) {
            return new ProofResult.GoesOn(now.get().status());
        }
        KeptHistory history = new KeptHistory(rows, pipeline, archived(pipeline));
        Proof proof = new Proving(pipeline, run, history, from, most)
                .proof(clock.instant(), catalog.status().address());
        return proof == null ? new ProofResult.NotThere() : new ProofResult.Proved(proof);
    }

    /**
     * Whether all that an earlier proof states is still there, and as it was.
     *
     * @throws InvalidInput where the catalog does not give out what it holds
     * @throws IOException where the archive cannot be read
     */
    public ProofCheck check(Proof earlier) throws IOException {
        KeptHistory history =
                new KeptHistory(rows(earlier.pipeline()), earlier.pipeline(), archived(earlier.pipeline()));
        return new Checking(earlier, history)
                .done(clock.instant(), catalog.status().address());
    }

    private ArchivedFacts archived(PipelineKey pipeline) throws IOException {
        return archive == null ? ArchivedFacts.NONE : ArchivedFacts.read(archive, pipeline);
    }

    private Transfer rows(PipelineKey pipeline) {
        return HasRows.of(catalog, pipeline)
                .orElseThrow(() -> new InvalidInput(
                        "catalog",
                        "the address of the catalog itself, for a service does not give out what it holds",
                        catalog.status().address()));
    }
}
