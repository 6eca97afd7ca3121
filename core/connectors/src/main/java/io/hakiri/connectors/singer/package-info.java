/** The source {@code singer}: any program that writes Singer messages, run as a process of its own. */
@NullMarked
package io.hakiri.connectors.singer;

import org.jspecify.annotations.NullMarked;
