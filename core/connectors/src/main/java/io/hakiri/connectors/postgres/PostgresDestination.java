package io.hakiri.connectors.postgres;

import io.hakiri.connector.ConnectorType;
import io.hakiri.connector.Destination;
import io.hakiri.connector.OptionSpec;
import io.hakiri.connector.Options;
import java.util.List;

/**
 * Writes tables of PostgreSQL (docs/connectors/postgres.md): rows are staged in tables that nobody reads, and brought into the
 * stream's table together with their receipt in one transaction (ADR 0018).
 */
public final class PostgresDestination implements ConnectorType.OfDestination {
    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public String description() {
        return "Writes a table of PostgreSQL per stream: one row per primary key, or all rows that come.";
    }

    @Override
    public List<OptionSpec> options() {
        return TargetSettings.SPECS;
    }

    @Override
    public Destination open(Options options) {
        return new Tables(TargetSettings.of(options));
    }
}
