package io.hakiri.catalog;

import java.time.Instant;

/**
 * The right to write a pipeline for a limited time.
 *
 * @param holder the worker's name
 * @param until when it can be taken by someone else (C-4); a past instant means that nobody has taken it yet
 */
public record Lease(String holder, RunId run, Fence fence, Instant since, Instant until) {}
