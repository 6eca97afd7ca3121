@NullMarked
package io.hakiri.connectors;

import org.jspecify.annotations.NullMarked;
