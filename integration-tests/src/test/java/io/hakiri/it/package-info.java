/** Whole runtimes, as they ship. */
@NullMarked
package io.hakiri.it;

import org.jspecify.annotations.NullMarked;
