/**
 * Moving a catalog that lives into another one, and proving that both hold the same (C-26, C-30).
 *
 * <p>{@link io.hakiri.migrate.Migration} moves, {@link io.hakiri.migrate.Rollback} takes a move back, {@link
 * io.hakiri.migrate.Verification} compares. Each can be ended at any instant and begun again: what it has done lies in the two
 * catalogs, and nowhere else.
 */
@NullMarked
package io.hakiri.migrate;

import org.jspecify.annotations.NullMarked;
