/** A real PostgreSQL for tests, those of this backend and those of whole programs. */
@NullMarked
package io.hakiri.catalog.postgres;

import org.jspecify.annotations.NullMarked;
