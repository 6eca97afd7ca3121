/**
 * What goes through a catalog, seen by those who count, log, trace and tell of it: one place for the workers that speak HTTP and
 * for the runs of this process.
 */
@NullMarked
package io.hakiri.watch;

import org.jspecify.annotations.NullMarked;
