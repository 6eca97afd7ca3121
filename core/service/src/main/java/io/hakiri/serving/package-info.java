/**
 * What a runtime makes a service of, whichever it is: the settings of its environment, what watches its catalog, and the parts that
 * the routes are given. See {@code docs/adr/0019-http-api.md}.
 */
@NullMarked
package io.hakiri.serving;

import org.jspecify.annotations.NullMarked;
