package io.hakiri.catalog;

/** A version of a stream's shape, and whose stream it is. */
public record SeenSchema(PipelineKey pipeline, SchemaVersion version) {}
