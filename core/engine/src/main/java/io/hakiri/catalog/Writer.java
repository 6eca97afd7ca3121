package io.hakiri.catalog;

/** Who writes: a granted run with the fence it was granted under. Every write of a run carries it (C-3). */
public record Writer(PipelineKey pipeline, RunId run, Fence fence) {}
