/** The source {@code file}: CSV, NDJSON and JSON on a local disk, plain or compressed, read on from where it stood. */
@NullMarked
package io.hakiri.connectors.file;

import org.jspecify.annotations.NullMarked;
