/** Sums over histories, beside a plain counting of the same. */
@NullMarked
package io.hakiri.report;

import org.jspecify.annotations.NullMarked;
