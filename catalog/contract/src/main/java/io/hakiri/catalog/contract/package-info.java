/** The kit that proves that a backend keeps the catalog contract. */
@NullMarked
package io.hakiri.catalog.contract;

import org.jspecify.annotations.NullMarked;
