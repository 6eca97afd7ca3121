/** PostgreSQL for the catalog: RDS, Aurora, a proxy before them, and how many connections there are. */
@NullMarked
package io.hakiri.deploy.database;

import org.jspecify.annotations.NullMarked;
