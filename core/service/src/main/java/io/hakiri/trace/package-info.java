/**
 * One trace for each run, from its begin to its end, whichever requests and instances it goes through (ADR 0023).
 */
@NullMarked
package io.hakiri.trace;

import org.jspecify.annotations.NullMarked;
