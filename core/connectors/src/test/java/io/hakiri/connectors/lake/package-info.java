@NullMarked
package io.hakiri.connectors.lake;

import org.jspecify.annotations.NullMarked;
