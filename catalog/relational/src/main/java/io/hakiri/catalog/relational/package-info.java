/**
 * The contract on rows: what each operation reads, refuses and writes, the same for every backend with SQL and transactions.
 *
 * <p>{@link io.hakiri.catalog.relational.RelationalCatalog} is the port; each of its calls is one transaction of a
 * {@link io.hakiri.catalog.relational.Store}, which is what a backend brings; what the call does is in the class of its theme.
 */
@NullMarked
package io.hakiri.catalog.relational;

import org.jspecify.annotations.NullMarked;
