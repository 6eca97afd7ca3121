package io.hakiri.catalog.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;

/**
 * The table clauses × backends of docs/contract-table.md.
 *
 * @param columns per backend, per clause: what its tests came to
 */
record ClauseTable(SortedMap<String, Map<String, String>> columns) {
    static final String HOW_TO_UPDATE = "run: ./hakiri test -Dhakiri.update-docs";

    private static final Pattern DECLARED = Pattern.compile("(?m)^- \\*\\*(C-\\d+)\\*\\*");
    /** What {@link TransferContract} proves, and a catalog over a service does not have. */
    private static final String TRANSFER = "C-30";

    private static final String HEAD = """
            # Clauses and backends

            How many tests of the contract kit prove each clause of [the contract](catalog-contract.md) on each backend. Written by
            the tests; a run in which something failed or was skipped says so here. C-30 is what a backend gives to who moves a catalog, and
            no service gives out.

            """;

    /** The clauses that the contract declares, by number. */
    static List<String> clauses(Path docs) {
        Matcher matcher = DECLARED.matcher(read(docs.resolve("catalog-contract.md")));
        List<String> clauses = new ArrayList<>();
        while (matcher.find()) {
            clauses.add(matcher.group(1));
        }
        clauses.sort(Comparator.comparingInt(clause -> Integer.parseInt(clause.substring("C-".length()))));
        return clauses;
    }

    /** The tests of the kit: those that name a clause, in it and in its parts. */
    static List<Method> tests(Class<?> contract) {
        List<Method> tests = new ArrayList<>();
        for (Class<?> type = contract; type != null; type = type.getSuperclass()) {
            Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(Clause.class))
                    .forEach(tests::add);
            Arrays.stream(type.getDeclaredClasses())
                    .filter(nested -> nested.isAnnotationPresent(Nested.class))
                    .forEach(nested -> tests.addAll(tests(nested)));
        }
        return tests;
    }

    static ClauseTable parse(String markdown) {
        SortedMap<String, Map<String, String>> columns = new TreeMap<>();
        List<String> backends = List.of();
        for (String line : markdown.lines().filter(row -> row.startsWith("|")).toList()) {
            List<String> cells =
                    Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            List<String> values = cells.subList(2, cells.size() - 1);
            if (cells.get(1).equals("clause")) {
                backends = values;
            } else if (cells.get(1).startsWith("C-")) {
                for (int i = 0; i < values.size(); i++) {
                    columns.computeIfAbsent(backends.get(i), backend -> new TreeMap<>())
                            .put(cells.get(1), values.get(i));
                }
            }
        }
        return new ClauseTable(columns);
    }

    /** Which clauses a kit fills a column of: another one fills the rest. */
    static Predicate<String> provenBy(Class<?> contract) {
        return clause -> clause.equals(TRANSFER) == TransferContract.class.isAssignableFrom(contract);
    }

    /**
     * This table with some of the column of one backend put in.
     *
     * @param replaced the clauses that it is to be the whole of
     */
    ClauseTable with(String backend, Map<String, String> column, Predicate<String> replaced) {
        Map<String, String> whole = new TreeMap<>(columns.getOrDefault(backend, Map.of()));
        whole.keySet().removeIf(replaced);
        whole.putAll(column);
        SortedMap<String, Map<String, String>> more = new TreeMap<>(columns);
        more.put(backend, whole);
        return new ClauseTable(more);
    }

    String markdown(List<String> clauses) {
        StringBuilder table = new StringBuilder(HEAD);
        table.append("| clause |");
        columns.keySet().forEach(backend -> table.append(' ').append(backend).append(" |"));
        table.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
        for (String clause : clauses) {
            table.append("| ").append(clause).append(" |");
            columns.values()
                    .forEach(column -> table.append(' ')
                            .append(column.getOrDefault(clause, clause.equals(TRANSFER) ? "—" : "untested"))
                            .append(" |"));
            table.append('\n');
        }
        return table.toString();
    }

    static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
