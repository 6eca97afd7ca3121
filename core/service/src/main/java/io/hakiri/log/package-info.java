/**
 * What a service says of its work to people and to programs that collect logs.
 */
@NullMarked
package io.hakiri.log;

import org.jspecify.annotations.NullMarked;
