/**
 * The catalog of a service, reached by its HTTP API: the port once more, so that whatever works with a catalog works with a server.
 * See {@code docs/adr/0020-remote-command-line.md}.
 */
@NullMarked
package io.hakiri.catalog.remote;

import org.jspecify.annotations.NullMarked;
