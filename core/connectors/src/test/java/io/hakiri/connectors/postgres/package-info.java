/** PostgreSQL as source and destination, on a real server. */
@NullMarked
package io.hakiri.connectors.postgres;

import org.jspecify.annotations.NullMarked;
