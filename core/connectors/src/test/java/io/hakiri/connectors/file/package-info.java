@NullMarked
package io.hakiri.connectors.file;

import org.jspecify.annotations.NullMarked;
