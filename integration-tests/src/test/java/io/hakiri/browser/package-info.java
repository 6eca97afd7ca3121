/** The console in a browser: only where there is one, for the rest of the suite needs none. */
@NullMarked
package io.hakiri.browser;

import org.jspecify.annotations.NullMarked;
