@NullMarked
package io.hakiri.connectors.jsonl;

import org.jspecify.annotations.NullMarked;
