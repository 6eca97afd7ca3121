/** The packaged function, as Lambda runs it. */
@NullMarked
package io.hakiri.lambda;

import org.jspecify.annotations.NullMarked;
