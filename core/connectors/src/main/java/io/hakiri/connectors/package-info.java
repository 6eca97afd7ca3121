/** The built-in sources and destinations. */
@NullMarked
package io.hakiri.connectors;

import org.jspecify.annotations.NullMarked;
