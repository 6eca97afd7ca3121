package io.hakiri.catalog.postgres;

import io.hakiri.catalog.relational.Dialect;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shared statements in PostgreSQL's words: tables carry their schema, for behind a pooler no search path can be set, and
 * values are numbered. Statements of this package may also say {@code schema} and {@code place} in braces.
 */
final class Wording {
    private static final Dialect DIALECT = new Dialect(
            "(SELECT jsonb_array_elements_text(CAST(CAST(? AS TEXT) AS JSONB)) AS name)",
            "(SELECT n - 1 AS place, pair ->> 0 AS one, pair ->> 1 AS two"
                    + " FROM jsonb_array_elements(CAST(CAST(? AS TEXT) AS JSONB)) WITH ORDINALITY AS pairs (pair, n))",
            "FOR UPDATE",
            "FOR UPDATE SKIP LOCKED");

    private static final Pattern TABLE = Pattern.compile(
            "\\b(FROM|JOIN|INTO|UPDATE)\\s+(project|pipeline|manifest|cursor|run"
                    + "|run_counts|move|receipt|schema_version|request|once|audit|token|backfill|chunk|horizon|catalog)\\b");

    private static final Pattern VALUE = Pattern.compile("\\?");

    private final String schema;
    private final String place;
    private final Map<String, String> said = new ConcurrentHashMap<>();

    /**
     * For one catalog.
     *
     * @param schema a plain identifier
     * @param resource what the address calls the place; letters, digits and {@code :_-} only
     */
    Wording(String schema, String resource) {
        this.schema = schema;
        this.place = schema + ".place('" + resource + "')";
    }

    String of(String sql) {
        return said.computeIfAbsent(sql, this::say);
    }

    private String say(String sql) {
        String ours = DIALECT.say(sql).replace("{schema}", schema).replace("{place}", place);
        String qualified = TABLE.matcher(ours).replaceAll("$1 " + schema + ".$2");
        StringBuilder numbered = new StringBuilder();
        Matcher values = VALUE.matcher(qualified);
        for (int n = 1; values.find(); n++) {
            values.appendReplacement(numbered, "\\$" + n);
        }
        return values.appendTail(numbered).toString();
    }
}
