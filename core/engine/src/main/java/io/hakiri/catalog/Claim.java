package io.hakiri.catalog;

import java.time.Instant;

/**
 * The right to dispatch a due pipeline, for one caller at a time (C-18).
 *
 * @param due the instant that is to be served
 * @param token 128 random bits in hexadecimal; {@code begin} presents it
 * @param recovery whether a run died with an expired lease, rather than the schedule having come round
 * @param until when the claim ends by itself
 */
public record Claim(PipelineKey pipeline, Instant due, String token, boolean recovery, Instant until) {
    public Claim {
        Limits.name("claim token", token);
    }
}
