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
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** Every clause has its tests, and the table says so. */
final class ClauseTableTest {
    private static final List<Method> TESTS = ClauseTable.tests(CatalogContract.class);
    private static final Path DOCS = Documentation.folder();

    private static Set<String> proven() {
        return TESTS.stream()
                .flatMap(test -> Arrays.stream(test.getAnnotation(Clause.class).value()))
                .collect(Collectors.toSet());
    }

    @Test
    void everyClauseOfTheContractHasATestAndEveryTestAClauseOfTheContract() {
        assertThat(ClauseTable.clauses(DOCS)).hasSize(29).containsExactlyInAnyOrderElementsOf(proven());
    }

    @Test
    void noTestOfTheKitIsSkipped() {
        assertThat(TESTS).noneMatch(test -> test.isAnnotationPresent(Disabled.class));
    }

    @Test
    void aTableThatIsWrittenIsReadBack() {
        ClauseTable table = new ClauseTable(new TreeMap<>())
                .with("SQLite", Map.of("C-1", "3", "C-2", "1, 1 NOT PASSED"))
                .with("PostgreSQL", Map.of("C-1", "3", "C-2", "2"));

        assertThat(ClauseTable.parse(table.markdown(List.of("C-1", "C-2")))).isEqualTo(table);
    }
}
