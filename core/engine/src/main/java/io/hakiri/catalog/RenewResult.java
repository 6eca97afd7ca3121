package io.hakiri.catalog;

import java.time.Instant;

/** The answer to {@link SingleWriter#renew}. */
public sealed interface RenewResult
        permits RenewResult.Renewed, Answers.NotFound, Answers.Fenced, Answers.Moving, Answers.Moved {
    /** The lease lasts until then now. */
    record Renewed(Instant leaseUntil) implements RenewResult {}
}
