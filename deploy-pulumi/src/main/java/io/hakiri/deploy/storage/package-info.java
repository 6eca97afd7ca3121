/** Keys, buckets, and the catalog's table with its archive. */
@NullMarked
package io.hakiri.deploy.storage;

import org.jspecify.annotations.NullMarked;
