/**
 * Tables of PostgreSQL as a source and as a destination (ADR 0018).
 */
@NullMarked
package io.hakiri.connectors.postgres;

import org.jspecify.annotations.NullMarked;
