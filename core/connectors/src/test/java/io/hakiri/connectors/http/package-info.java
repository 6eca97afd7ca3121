@NullMarked
package io.hakiri.connectors.http;

import org.jspecify.annotations.NullMarked;
