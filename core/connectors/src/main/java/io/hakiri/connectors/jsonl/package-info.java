/**
 * The destination {@code jsonl}: one JSON object per line.
 */
@NullMarked
package io.hakiri.connectors.jsonl;

import org.jspecify.annotations.NullMarked;
