/** Beside the program's own package: what starts the service with something else than a command's catalog. */
@NullMarked
package io.hakiri.cli;

import org.jspecify.annotations.NullMarked;
