package io.hakiri.catalog.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** Every clause has its tests, and the table says so. */
final class ClauseTableTest {
    private static final List<Method> TESTS = Stream.of(CatalogContract.class, TransferContract.class)
            .flatMap(contract -> ClauseTable.tests(contract).stream())
            .toList();
    private static final Path DOCS = Documentation.folder();

    private static Set<String> proven() {
        return TESTS.stream()
                .flatMap(test -> Arrays.stream(test.getAnnotation(Clause.class).value()))
                .collect(Collectors.toSet());
    }

    @Test
    void everyClauseOfTheContractHasATestAndEveryTestAClauseOfTheContract() {
        assertThat(ClauseTable.clauses(DOCS)).hasSize(30).containsExactlyInAnyOrderElementsOf(proven());
    }

    @Test
    void noTestOfTheKitIsSkipped() {
        assertThat(TESTS).noneMatch(test -> test.isAnnotationPresent(Disabled.class));
    }

    @Test
    void aKitFillsItsOwnClausesOnly() {
        ClauseTable table = new ClauseTable(new TreeMap<>())
                .with("SQLite", Map.of("C-1", "3"), ClauseTable.provenBy(CatalogContract.class))
                .with("SQLite", Map.of("C-30", "9"), ClauseTable.provenBy(TransferContract.class))
                .with("SQLite", Map.of("C-2", "1"), ClauseTable.provenBy(CatalogContract.class));

        assertThat(table.columns()).containsExactly(Map.entry("SQLite", Map.of("C-2", "1", "C-30", "9")));
    }

    @Test
    void aTableThatIsWrittenIsReadBack() {
        ClauseTable table = new ClauseTable(new TreeMap<>())
                .with("SQLite", Map.of("C-1", "3", "C-2", "1, 1 NOT PASSED"), _ -> true)
                .with("PostgreSQL", Map.of("C-1", "3", "C-2", "2"), _ -> true);

        assertThat(ClauseTable.parse(table.markdown(List.of("C-1", "C-2")))).isEqualTo(table);
    }
}
