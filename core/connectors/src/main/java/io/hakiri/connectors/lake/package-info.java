/**
 * A folder of files on a local filesystem as a destination, whatever the files' format: how rows are staged, published and
 * withdrawn so that a reader sees each committed row once (ADR 0003).
 */
@NullMarked
package io.hakiri.connectors.lake;

import org.jspecify.annotations.NullMarked;
