package io.hakiri.api;

import io.hakiri.catalog.PipelineState;

/**
 * What a declaration came to.
 *
 * @param state as it is now
 * @param changed whether the declaration is a new one; not where it was there already
 */
public record Declared(PipelineState state, boolean changed) {}
