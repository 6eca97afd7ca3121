@NullMarked
package io.hakiri.lineage;

import org.jspecify.annotations.NullMarked;
