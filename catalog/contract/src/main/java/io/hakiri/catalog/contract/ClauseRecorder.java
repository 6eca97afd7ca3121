package io.hakiri.catalog.contract;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Notes how each test of the contract ended on one backend. When all of them have run, the backend's column of
 * docs/contract-table.md must be what was found; with {@code -Dhakiri.update-docs} it is written instead. A run of a few
 * chosen tests says nothing about the table.
 */
final class ClauseRecorder implements AfterEachCallback, AfterAllCallback {
    private static final String UPDATE = "hakiri.update-docs";

    private static final ExtensionContext.Namespace NOTES = ExtensionContext.Namespace.create(ClauseRecorder.class);

    /** What was found on one backend. */
    private static final class Notes {
        final Set<Method> ran = ConcurrentHashMap.newKeySet();
        final Set<Method> failed = ConcurrentHashMap.newKeySet();
        volatile String backend = "";
    }

    private static Notes notes(ExtensionContext context) {
        ExtensionContext outermost = context;
        for (Optional<ExtensionContext> parent = context.getParent();
                parent.isPresent() && parent.get().getTestClass().isPresent();
                parent = parent.get().getParent()) {
            outermost = parent.get();
        }
        return outermost.getStore(NOTES).computeIfAbsent(Notes.class, type -> new Notes(), Notes.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Notes notes = notes(context);
        notes.ran.add(context.getRequiredTestMethod());
        context.getExecutionException().ifPresent(fault -> notes.failed.add(context.getRequiredTestMethod()));
        context.getRequiredTestInstances()
                .findInstance(Contract.class)
                .ifPresent(contract -> notes.backend = contract.fixture().backend());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (context.getRequiredTestClass().getEnclosingClass() != null) {
            return;
        }
        Notes notes = notes(context);
        List<Method> tests = ClauseTable.tests(context.getRequiredTestClass());
        Set<Method> missed = new HashSet<>(tests);
        missed.removeAll(notes.ran);
        if (!missed.isEmpty()) {
            return;
        }
        Path docs = Documentation.folder();
        Path file = docs.resolve("contract-table.md");
        String written = ClauseTable.read(file);
        Predicate<String> proven = ClauseTable.provenBy(context.getRequiredTestClass());
        String found = ClauseTable.parse(written)
                .with(notes.backend, column(tests, notes, proven), proven)
                .markdown(ClauseTable.clauses(docs));
        if (System.getProperty(UPDATE) != null) {
            ClauseTable.write(file, found);
        } else if (!written.equals(found)) {
            throw new AssertionError(
                    file.getFileName() + " does not say what " + notes.backend + " does; " + ClauseTable.HOW_TO_UPDATE);
        }
    }

    private static Map<String, String> column(List<Method> tests, Notes notes, Predicate<String> proven) {
        Map<String, Integer> passed = new TreeMap<>();
        Map<String, Integer> failed = new HashMap<>();
        for (Method test : tests) {
            for (String clause : test.getAnnotation(Clause.class).value()) {
                (notes.failed.contains(test) ? failed : passed).merge(clause, 1, Integer::sum);
            }
        }
        Map<String, String> column = new TreeMap<>();
        passed.forEach((clause, count) -> column.put(clause, count.toString()));
        failed.forEach((clause, count) ->
                column.merge(clause, count + " NOT PASSED", (passing, failing) -> passing + ", " + failing));
        column.keySet().removeIf(proven.negate());
        return column;
    }
}
