@NullMarked
package io.hakiri.executors;

import org.jspecify.annotations.NullMarked;
