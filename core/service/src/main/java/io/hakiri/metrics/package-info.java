/**
 * Figures of a served program, as Prometheus reads them. What they are called and mean is in {@code docs/operation.md}.
 */
@NullMarked
package io.hakiri.metrics;

import org.jspecify.annotations.NullMarked;
