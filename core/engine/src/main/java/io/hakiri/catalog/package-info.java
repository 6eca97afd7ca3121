/**
 * The catalog: the port behind which the state of data pipelines is kept, with its answers and its faults.
 *
 * <p>Every type here says which clause of the contract (C-1 … C-27, {@code docs/catalog-contract.md}) it carries. An answer
 * that a caller must expect is a result; what nobody can handle at the call is a {@link CatalogException}; an argument that
 * is outside the limits is refused before any I/O by {@link InvalidInput}.
 */
@NullMarked
package io.hakiri.catalog;

import org.jspecify.annotations.NullMarked;
