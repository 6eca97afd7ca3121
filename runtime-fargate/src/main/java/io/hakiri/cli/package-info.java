/** The command line. */
@NullMarked
package io.hakiri.cli;

import org.jspecify.annotations.NullMarked;
