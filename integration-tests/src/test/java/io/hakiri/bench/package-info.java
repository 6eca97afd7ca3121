/** Benchmarks: plain programs that print ratios for docs/performance.md. Nothing here is asserted or run by the suite. */
@NullMarked
package io.hakiri.bench;

import org.jspecify.annotations.NullMarked;
