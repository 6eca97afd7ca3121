/**
 * Where rows come from and where they go: the ports that connectors fill, and how a connector says which options it has.
 */
@NullMarked
package io.hakiri.connector;

import org.jspecify.annotations.NullMarked;
