package io.hakiri.explain;

import io.hakiri.catalog.PipelineKey;
import java.time.Instant;
import java.util.List;

/**
 * How a pipeline stands, or stood at a time, and why.
 *
 * @param at the instant that it is about
 * @param past whether a time was asked for, rather than now
 * @param standing how it stands, or stood
 * @param why the causes for that, the one that decides first
 * @param facts what happened up to {@code at}, oldest first; the newest ones, where there are more
 * @param unknown what cannot be told, and why: where history was let go, and the like
 */
public record Explanation(
        PipelineKey pipeline,
        Instant at,
        boolean past,
        Standing standing,
        List<Cause> why,
        List<Fact> facts,
        List<String> unknown) {
    public Explanation {
        why = List.copyOf(why);
        facts = List.copyOf(facts);
        unknown = List.copyOf(unknown);
    }
}
