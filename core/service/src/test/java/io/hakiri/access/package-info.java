@NullMarked
package io.hakiri.access;

import org.jspecify.annotations.NullMarked;
