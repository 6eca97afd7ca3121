package io.hakiri.proof;

import io.hakiri.catalog.RunStatus;

/** The answer to {@link Prover#prove}. */
public sealed interface ProofResult {
    /** What is kept of the run; whether it is whole, it says itself. */
    record Proved(Proof proof) implements ProofResult {}

    /** Neither the catalog nor the archive knows such a run of this pipeline, or what is kept from the fence on has no such run. */
    record NotThere() implements ProofResult {}

    /** The run has not ended: what it did is not yet settled. */
    record GoesOn(RunStatus status) implements ProofResult {}
}
