package io.hakiri.catalog.postgres;

import io.hakiri.catalog.CatalogException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The versions of the schema: numbered scripts, applied forward only, by one instance at a time. */
final class Migrations {
    /** The version that this program writes. */
    static final int NEWEST = 4;

    private Migrations() {}

    /** Makes the schema, or brings it to the newest version. Instances that do it at the same time wait for the first. */
    static void apply(DataSource database, String schema) {
        try {
            Flyway.configure()
                    .dataSource(database)
                    .schemas(schema)
                    .createSchemas(true)
                    .locations("classpath:io/hakiri/catalog/postgres/migration")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new CatalogException.Unavailable(
                    "the schema " + schema + " could not be made or brought to version " + NEWEST
                            + ". Nothing of a version that failed stays. Look at the cause, then: hakiri catalog upgrade",
                    e);
        }
    }
}
