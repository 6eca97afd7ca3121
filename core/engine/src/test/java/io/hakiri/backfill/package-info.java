@NullMarked
package io.hakiri.backfill;

import org.jspecify.annotations.NullMarked;
