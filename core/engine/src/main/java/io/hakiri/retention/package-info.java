/** Letting go of old history: out of the catalog, and before that into an archive where one is wanted (C-29). */
@NullMarked
package io.hakiri.retention;

import org.jspecify.annotations.NullMarked;
