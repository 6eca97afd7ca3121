/**
 * The shapes of streams, how two of them differ, and what a policy decides about the difference.
 */
@NullMarked
package io.hakiri.schema;

import org.jspecify.annotations.NullMarked;
