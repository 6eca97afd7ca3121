/** The source {@code http}: lists of JSON records behind an HTTP API, read page by page. */
@NullMarked
package io.hakiri.connectors.http;

import org.jspecify.annotations.NullMarked;
