/**
 * The application as a function: an invocation is one request, answered by the routes that the service has; how long it may take and
 * who sent it is what Lambda says.
 */
@NullMarked
package io.hakiri.function;

import org.jspecify.annotations.NullMarked;
