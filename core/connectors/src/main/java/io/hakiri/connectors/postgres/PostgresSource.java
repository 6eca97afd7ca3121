package io.hakiri.connectors.postgres;

import io.hakiri.catalog.Position;
import io.hakiri.connector.ConnectorType;
import io.hakiri.connector.OptionSpec;
import io.hakiri.connector.Options;
import io.hakiri.connector.Source;
import java.util.List;
import java.util.Map;

/**
 * Reads tables and queries of PostgreSQL by a column that grows, page by page (docs/connectors/postgres.md). Rows that are equal
 * in that column are told apart by the primary key; rows that are committed late are not passed over (ADR 0018).
 */
public final class PostgresSource implements ConnectorType.OfSource {
    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public String description() {
        return "Reads tables and queries of PostgreSQL by a column that grows.";
    }

    @Override
    public List<OptionSpec> options() {
        return SourceSettings.SPECS;
    }

    @Override
    public String system(Map<String, ?> options) {
        return options.get("host") + ":" + options.get("port");
    }

    @Override
    public String shown(Position position) {
        return TablePosition.shown(position);
    }

    @Override
    public Source open(Options options) {
        return new Database(SourceSettings.of(options));
    }
}
