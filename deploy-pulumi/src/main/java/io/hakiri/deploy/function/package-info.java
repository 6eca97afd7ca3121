/** The function on Lambda: its code, its schedule, its URL. */
@NullMarked
package io.hakiri.deploy.function;

import org.jspecify.annotations.NullMarked;
