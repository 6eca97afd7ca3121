package io.hakiri.catalog.dynamodb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A row that retention lets go.
 *
 * @param key what names it among those of its kind
 * @param line as an archive keeps it (docs/retention.md)
 */
record PastRow(List<String> key, ObjectNode line) {}
