@NullMarked
package io.hakiri.topology;

import org.jspecify.annotations.NullMarked;
