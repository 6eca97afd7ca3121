@NullMarked
package io.hakiri.serving;

import org.jspecify.annotations.NullMarked;
