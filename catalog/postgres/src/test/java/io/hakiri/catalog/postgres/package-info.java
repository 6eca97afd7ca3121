@NullMarked
package io.hakiri.catalog.postgres;

import org.jspecify.annotations.NullMarked;
