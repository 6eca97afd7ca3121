@NullMarked
package io.hakiri.connectors.singer;

import org.jspecify.annotations.NullMarked;
