/** The contract, kept by the port over HTTP. */
@NullMarked
package io.hakiri.remote;

import org.jspecify.annotations.NullMarked;
