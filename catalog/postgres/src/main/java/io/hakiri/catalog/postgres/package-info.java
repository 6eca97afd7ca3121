/** The catalog in PostgreSQL: RDS, Aurora or any server from 14 on, directly or behind a pooler. */
@NullMarked
package io.hakiri.catalog.postgres;

import org.jspecify.annotations.NullMarked;
