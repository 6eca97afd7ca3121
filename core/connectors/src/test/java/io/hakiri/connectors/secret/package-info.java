@NullMarked
package io.hakiri.connectors.secret;

import org.jspecify.annotations.NullMarked;
