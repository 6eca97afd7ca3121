@NullMarked
package io.hakiri.migrate;

import org.jspecify.annotations.NullMarked;
