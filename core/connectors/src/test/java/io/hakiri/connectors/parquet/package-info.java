@NullMarked
package io.hakiri.connectors.parquet;

import org.jspecify.annotations.NullMarked;
