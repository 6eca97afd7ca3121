/**
 * The destination {@code parquet}: typed, compressed files, written column by column (ADR 0004).
 */
@NullMarked
package io.hakiri.connectors.parquet;

import org.jspecify.annotations.NullMarked;
