package io.hakiri.connectors.postgres;

import io.hakiri.connector.OptionSpec;
import io.hakiri.connector.OptionSpec.Kind;
import io.hakiri.connector.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The options of a source.
 *
 * @param table {@code null} where the stream has its name
 * @param query instead of a table; {@code null} for a table
 * @param lag for {@link LateCommits#LAG}
 * @param waitFor how long transactions that could still bring rows are waited for, in one run
 * @param pageRows rows of one statement
 */
record SourceSettings(
        Server server,
        @Nullable String table,
        @Nullable String query,
        LateCommits lateCommits,
        Duration lag,
        Duration waitFor,
        int pageRows) {
    private static final int MOST_PAGE_ROWS = 10_000_000;

    /** What is done about rows that are committed after rows with greater values of the cursor field. */
    enum LateCommits {
        /** Rows are read once every transaction that began before them is over. */
        WAIT,
        /** Rows are read once they are as old as was declared. */
        LAG,
        /** Rows are read as soon as they are seen. */
        IGNORE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final List<OptionSpec> SPECS = specs();

    private static List<OptionSpec> specs() {
        List<OptionSpec> specs = new ArrayList<>(Server.SPECS);
        specs.add(OptionSpec.optional(
                "table",
                Kind.TEXT,
                null,
                "The table or view, with its schema or without, as the database has the names; without it each stream reads the"
                        + " table that has its name."));
        specs.add(OptionSpec.optional("query", Kind.TEXT, null, "A SELECT to read from, instead of a table."));
        specs.add(OptionSpec.oneOf(
                "late_commits",
                "wait",
                List.of("wait", "lag", "ignore"),
                "What is done about rows that become visible after rows with greater cursor values: wait until no transaction"
                        + " can bring any, wait for a declared time (lag), or nothing."));
        specs.add(
                OptionSpec.optional(
                        "lag",
                        Kind.TEXT,
                        null,
                        "With late_commits = \"lag\": the longest time between a row's cursor value and its commit, such as 10m."));
        specs.add(OptionSpec.optional(
                "wait_for",
                Kind.TEXT,
                "30s",
                "With late_commits = \"wait\": how long a run waits for transactions that could still bring rows; the next run goes"
                        + " on waiting for the same ones."));
        specs.add(
                OptionSpec.optional("page_rows", Kind.INTEGER, "100000", "How many rows one statement reads at most."));
        return List.copyOf(specs);
    }

    static SourceSettings of(Options options) {
        String table = options.optionalText("table").orElse(null);
        String query = options.optionalText("query").map(SourceSettings::plain).orElse(null);
        if (table != null && query != null) {
            throw Names.permanent("table and query: expected one of them, found both");
        }
        LateCommits late = LateCommits.valueOf(
                options.optionalText("late_commits").orElse("wait").toUpperCase(Locale.ROOT));
        boolean hasLag = options.optionalText("lag").isPresent();
        if ((late == LateCommits.LAG) != hasLag) {
            throw Names.permanent(
                    hasLag
                            ? "lag: expected late_commits = \"lag\" with it, found \"" + late.word() + "\""
                            : "late_commits = \"lag\": expected the option lag with it, such as lag = \"10m\"");
        }
        long pageRows = options.number("page_rows").orElse(100_000);
        if (pageRows < 1 || pageRows > MOST_PAGE_ROWS) {
            throw Names.permanent("page_rows = " + pageRows + ": expected 1 to " + MOST_PAGE_ROWS);
        }
        return new SourceSettings(
                Server.of(options),
                table,
                query,
                late,
                hasLag ? Server.time(options, "lag", "") : Duration.ZERO,
                Server.time(options, "wait_for", "30s"),
                (int) pageRows);
    }

    /** Without the semicolon at its end, behind which nothing may stand. */
    private static String plain(String query) {
        String text = query.strip();
        while (text.endsWith(";")) {
            text = text.substring(0, text.length() - 1).strip();
        }
        if (text.isEmpty()) {
            throw Names.permanent("query: expected a SELECT, found nothing");
        }
        return text;
    }
}
