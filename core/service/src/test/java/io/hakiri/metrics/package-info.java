@NullMarked
package io.hakiri.metrics;

import org.jspecify.annotations.NullMarked;
