package io.hakiri.pipeline;

import io.hakiri.catalog.ProjectId;

/** A fresh {@value ManifestReader#PROJECT_FILE}. */
public final class ManifestTemplate {
    private ManifestTemplate() {}

    /** The text of the file; it is a valid manifest as it is. */
    public static String of(ProjectId project) {
        return """
            # What this folder's pipelines are. Check it with: hakiri manifest validate
            # More pipelines may stand in files of their own: pipelines/*.toml, pipelines/*.json

            [project]
            name = "%s"

            # A pipeline copies rows from a source to a destination and remembers how far it came.
            # Take the # away, set the paths, and start it with: hakiri run
            #
            # [[pipeline]]
            # id = "orders"
            # source = { connector = "file", path = "data/orders.csv" }   # relative to this folder
            # destination = { connector = "parquet", path = "lake" }
            # schedule = "every 15m"               # or "0 6 * * 1-5 Europe/Berlin"; without it: only on demand
            # schema_change = "evolve"             # evolve | freeze | quarantine | ignore
            #   [[pipeline.stream]]
            #   name = "orders"
            #   primary_key = ["id"]                                 # names a row
            #   cursor = { field = "id", kind = "monotonic" }        # without it: the file's byte offset
            #
            # A secret stands in the environment and is only named here: password = "secret:DB_PASSWORD"
            """.formatted(project.value());
    }
}
