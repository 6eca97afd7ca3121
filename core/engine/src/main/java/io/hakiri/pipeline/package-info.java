/**
 * Pipelines as people declare them: the manifest ({@code hakiri.toml} and {@code pipelines/}), what it becomes, when a
 * pipeline is due, and the JSON Schema and the documentation that are made from the same description of keys.
 */
@NullMarked
package io.hakiri.pipeline;

import org.jspecify.annotations.NullMarked;
