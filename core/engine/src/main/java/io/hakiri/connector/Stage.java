package io.hakiri.connector;

import io.hakiri.catalog.Writer;

/** Names what one commit stages: the run with its fence, and the step (C-25). */
public record Stage(Writer writer, int step) {}
