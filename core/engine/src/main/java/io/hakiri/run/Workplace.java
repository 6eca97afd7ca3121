package io.hakiri.run;

import io.hakiri.connector.Connectors;
import io.hakiri.pipeline.Secrets;
import java.nio.file.Path;

/**
 * What a run finds around it.
 *
 * @param folder the project's folder, which relative paths are relative to
 */
public record Workplace(Connectors connectors, Secrets secrets, Path folder) {}
