/**
 * What sources of text share: cells that have no type yet, JSON objects taken apart into them, and the typing that loses no
 * value.
 */
@NullMarked
package io.hakiri.connectors.rows;

import org.jspecify.annotations.NullMarked;
